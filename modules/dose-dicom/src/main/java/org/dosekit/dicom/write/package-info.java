/** A predicted dose as RTDOSE. */
package org.dosekit.dicom.write;
