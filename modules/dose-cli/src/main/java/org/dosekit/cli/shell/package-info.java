/**
 * What commands are built from: output, progress, batches, the selection of cases. For the
 * launcher's and the bench's commands.
 */
package org.dosekit.cli.shell;
