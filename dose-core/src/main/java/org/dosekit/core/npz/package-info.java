/**
 * NumPy's file formats, read and written with bounds and without pickle, and the case file made of
 * them.
 */
package org.dosekit.core.npz;
