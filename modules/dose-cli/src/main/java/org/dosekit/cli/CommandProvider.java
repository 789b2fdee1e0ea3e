package org.dosekit.cli;

import java.util.List;

/** Adds to the launcher: a module on the module path provides this service. */
public interface CommandProvider {
  /** The commands this module brings. */
  List<ProvidedCommand> commands();

  /**
   * What {@code dose doctor} shall say about this module; called only by that command, may load
   * native libraries.
   */
  default List<Diagnosis> diagnose() {
    return List.of();
  }
}
