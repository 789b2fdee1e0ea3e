/**
 * A patient's planning data without identity: cases, cohorts of cases, and their split into
 * training, validation and test.
 */
package org.dosekit.core.patient;
