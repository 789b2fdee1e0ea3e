package org.dosekit.core.geometry;

/**
 * A place between voxels, in voxel units along the array's axes; the centre of voxel (y, x, z) has
 * those coordinates.
 *
 * @param y along rows
 * @param x along columns
 * @param z along slices
 */
public record VoxelPoint(double y, double x, double z) {}
