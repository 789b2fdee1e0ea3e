/**
 * The report as one HTML page that needs no network: summary, cases, viewer, curves, provenance;
 * and the page that compares experiments.
 */
package org.dosekit.report.html;
