/**
 * Where voxels are: grid shapes, spacings and the affine from voxel indices to patient coordinates
 * (LPS, mm).
 */
package org.dosekit.core.geometry;
