/** Whether cases and cohorts can be trusted as ground truth. */
package org.dosekit.cli.quality;
