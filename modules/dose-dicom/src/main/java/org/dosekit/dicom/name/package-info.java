/** From the names people give structures to those of a protocol. */
package org.dosekit.dicom.name;
