/** From a case to a dose: patch models, sliding windows, predictors. */
package org.dosekit.core.predict;
