/**
 * Figures as journals want them, from files alone: training, evaluation, single cases, comparisons.
 * Each as PNG of 300 dpi, SVG and PDF, with a caption; what cannot be drawn is left out and says
 * why.
 */
package org.dosekit.report.figure;
