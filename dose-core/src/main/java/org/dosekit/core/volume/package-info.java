/** Scalar volumes and voxel masks on a grid, their resampling, and exact distance fields. */
package org.dosekit.core.volume;
