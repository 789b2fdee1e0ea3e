package org.dosekit.cli.shell;

import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.protocol.Protocol;
import picocli.CommandLine.Option;

/** The protocol a command works under: the named one, else that of the cases. */
public final class ProtocolOption {
  @Option(
      names = "--protocol",
      paramLabel = "NAME|JSON",
      description = "The protocol (default: the one the first case names).")
  private Optional<String> name = Optional.empty();

  /**
   * The protocol for a cohort.
   *
   * @throws DoseDataException when it is unknown or its file damaged, or when none is named and no
   *     case can be read
   */
  public Protocol of(Cohort cohort) {
    return Protocol.named(name.orElseGet(() -> CaseSelection.protocol(cohort)));
  }
}
