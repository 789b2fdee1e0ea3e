/**
 * A small photon dose engine and planner, for synthetic patients: ray-traced radiological depth,
 * conformal fields from many coplanar directions, optimised weights. Not exported.
 */
package org.dosekit.data.beam;
