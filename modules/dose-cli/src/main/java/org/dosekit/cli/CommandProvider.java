package org.dosekit.cli;

import java.util.List;

/** Adds commands to the launcher: a module on the module path provides this service. */
public interface CommandProvider {
  /** The commands, each an object annotated as a picocli command. */
  List<Object> commands();
}
