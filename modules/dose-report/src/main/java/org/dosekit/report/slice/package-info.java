/** Planes of volumes as they are looked at: orientation, contours, colours. */
package org.dosekit.report.slice;
