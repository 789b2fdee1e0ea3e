/**
 * What a report or a figure is made from, read from files alone: a run directory, {@code
 * evaluation_results.json}, a cohort and its predictions. Whatever is missing or damaged is a
 * {@link org.dosekit.report.source.Found.Missing} with its reason, so that the rest can be shown.
 */
package org.dosekit.report.source;
