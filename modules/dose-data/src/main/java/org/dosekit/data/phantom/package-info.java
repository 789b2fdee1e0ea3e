/** Synthetic prostate patients with a physically shaped dose, for tests and first steps. */
package org.dosekit.data.phantom;
