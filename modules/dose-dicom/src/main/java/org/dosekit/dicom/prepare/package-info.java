/**
 * From a patient's folder to a case: which objects belong together, pseudonyms, masks, dose and CT
 * on one grid, and a record of how it was made.
 */
package org.dosekit.dicom.prepare;
