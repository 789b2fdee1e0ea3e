package org.dosekit.dicom.rt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.structure.Contour;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DicomFile;

/**
 * Structures drawn on images (PS3.3, C.8.8.5, C.8.8.6, C.8.8.8).
 *
 * @param header the file's attributes
 * @param rois in the order of the file
 * @param seriesUids the image series it was drawn on
 * @param imageUids the images its contours refer to
 */
public record RtStructureSet(
    DataSet header, List<Roi> rois, Set<String> seriesUids, Set<String> imageUids) {
  /** Copies the collections. */
  public RtStructureSet {
    rois = List.copyOf(rois);
    seriesUids = Set.copyOf(seriesUids);
    imageUids = Set.copyOf(imageUids);
  }

  /**
   * The structures of a file.
   *
   * @throws DoseDataException when it is no structure set, a region's number is used twice, or a
   *     contour is damaged
   */
  public static RtStructureSet of(DicomFile file) {
    DataSet header = file.dataSet();
    SopClass.RT_STRUCTURE_SET.require(header);
    Map<Integer, DataSet> contours = byRoi(header, Attribute.ROI_CONTOUR_SEQUENCE);
    Map<Integer, DataSet> observations = byRoi(header, Attribute.RT_ROI_OBSERVATIONS_SEQUENCE);
    Set<String> images = new LinkedHashSet<>();
    Map<Integer, Roi> rois = new LinkedHashMap<>();
    for (DataSet item : header.items(Attribute.STRUCTURE_SET_ROI_SEQUENCE)) {
      int number = item.requireInteger(Attribute.ROI_NUMBER);
      Roi roi =
          roi(
              item,
              Optional.ofNullable(contours.get(number)),
              Optional.ofNullable(observations.get(number)),
              images);
      if (rois.put(number, roi) != null) {
        throw header.mismatch(Attribute.ROI_NUMBER, "a number used twice");
      }
    }
    return new RtStructureSet(header, List.copyOf(rois.values()), series(header), images);
  }

  /** Items by the region they refer to; of several observations of one the first counts. */
  private static Map<Integer, DataSet> byRoi(DataSet header, Attribute sequence) {
    Map<Integer, DataSet> result = new HashMap<>();
    for (DataSet item : header.items(sequence)) {
      item.integer(Attribute.REFERENCED_ROI_NUMBER)
          .ifPresent(number -> result.putIfAbsent(number, item));
    }
    return result;
  }

  private static Roi roi(
      DataSet item,
      Optional<DataSet> contours,
      Optional<DataSet> observation,
      Set<String> imageUids) {
    List<Contour> closed = new ArrayList<>();
    int passedOver = 0;
    List<DataSet> drawn = contours.map(c -> c.items(Attribute.CONTOUR_SEQUENCE)).orElse(List.of());
    for (DataSet contour : drawn) {
      for (DataSet image : contour.items(Attribute.CONTOUR_IMAGE_SEQUENCE)) {
        image.uid(Attribute.REFERENCED_SOP_INSTANCE_UID).ifPresent(imageUids::add);
      }
      double[] xyzMm = contour.numbers(Attribute.CONTOUR_DATA);
      if (xyzMm.length % 3 != 0) {
        throw contour.mismatch(
            Attribute.CONTOUR_DATA, xyzMm.length + " coordinates, not a multiple of 3,");
      }
      if (isClosed(contour) && xyzMm.length >= 9) {
        closed.add(contour(contour, xyzMm));
      } else {
        passedOver++;
      }
    }
    return new Roi(
        item.requireInteger(Attribute.ROI_NUMBER),
        item.string(Attribute.ROI_NAME).orElse(""),
        observation.flatMap(o -> o.string(Attribute.RT_ROI_INTERPRETED_TYPE)).orElse(""),
        item.uid(Attribute.REFERENCED_FRAME_OF_REFERENCE_UID),
        closed,
        passedOver);
  }

  private static Contour contour(DataSet item, double[] xyzMm) {
    try {
      return Contour.of(xyzMm);
    } catch (DoseDataException e) {
      throw e.in(item.subject());
    }
  }

  private static boolean isClosed(DataSet contour) {
    return contour.string(Attribute.CONTOUR_GEOMETRIC_TYPE).orElse("").startsWith("CLOSED");
  }

  private static Set<String> series(DataSet header) {
    Set<String> uids = new LinkedHashSet<>();
    for (DataSet frame : header.items(Attribute.REFERENCED_FRAME_OF_REFERENCE_SEQUENCE)) {
      for (DataSet study : frame.items(Attribute.RT_REFERENCED_STUDY_SEQUENCE)) {
        for (DataSet series : study.items(Attribute.RT_REFERENCED_SERIES_SEQUENCE)) {
          series.uid(Attribute.SERIES_INSTANCE_UID).ifPresent(uids::add);
        }
      }
    }
    return uids;
  }

  /** Its own UID. */
  public String sopInstanceUid() {
    return header.requireUid(Attribute.SOP_INSTANCE_UID);
  }

  /** The frames of reference its regions are drawn in. */
  public Set<String> frameOfReferenceUids() {
    Set<String> frames = new LinkedHashSet<>();
    rois.forEach(roi -> roi.frameOfReferenceUid().ifPresent(frames::add));
    return frames;
  }
}
