/** Contoured structures: names, roles, masks. */
package org.dosekit.core.structure;
