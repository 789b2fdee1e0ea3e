/**
 * Drawings as files: {@link java.awt.Graphics2D} that writes SVG and PDF, and PNG with its
 * resolution. Of Graphics2D there is what charts and slices draw with; the rest is refused.
 */
package org.dosekit.report.vector;
