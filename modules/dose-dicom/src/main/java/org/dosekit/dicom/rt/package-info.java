/**
 * The objects of a radiotherapy study (PS3.3, A.3 and A.18 to A.20) as DoseKit's own types: CT
 * series, structure sets, plans, doses. Which one a file holds is told by its SOP class and nothing
 * else: modality and file name are often wrong.
 */
package org.dosekit.dicom.rt;
