/** Structures: names, roles, masks, and the contours that masks are made of. */
package org.dosekit.core.structure;
