package org.dosekit.dicom.prepare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.Sha256;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DicomFile;
import org.dosekit.dicom.rt.RtPlan;
import org.dosekit.dicom.rt.RtStructureSet;
import org.dosekit.dicom.rt.SopClass;

/**
 * The radiotherapy objects of one patient's folder and its subfolders, by SOP class. Messages name
 * files by their place in the folder's order, as paths may hold a patient's name.
 *
 * @param label the folder, in messages
 * @param ctBySeries CT slices by series
 * @param structureSets in the order of the files
 * @param plans in the order of the files
 * @param doses in the order of the files, not yet looked into: only the plan's must be usable
 * @param unsupported enhanced CTs and ion plans, which matter only where nothing else is there
 * @param passedOver how many files are of no use here, or no DICOM
 * @param paths all files, in their order
 */
public record StudyFiles(
    String label,
    Map<String, List<DicomFile>> ctBySeries,
    List<RtStructureSet> structureSets,
    List<RtPlan> plans,
    List<DicomFile> doses,
    List<SopClass> unsupported,
    int passedOver,
    List<Path> paths) {
  private static final int MAX_FILES = 50_000;
  private static final int MAX_DEPTH = 12;

  /**
   * Reads the files of a folder, but for their pixels. Links are not followed.
   *
   * @param label the folder's name in messages
   * @throws DoseDataException when the folder cannot be read, or a DICOM file in it is damaged that
   *     is not known to be of no use here
   */
  public static StudyFiles read(Path folder, String label) {
    List<Path> paths = paths(folder, label);
    List<Optional<DicomFile>> files =
        IntStream.range(0, paths.size())
            .parallel()
            .mapToObj(i -> readOne(paths.get(i), label + ", file " + (i + 1)))
            .toList();
    Map<String, List<DicomFile>> ct = new LinkedHashMap<>();
    List<RtStructureSet> structureSets = new ArrayList<>();
    List<RtPlan> plans = new ArrayList<>();
    List<DicomFile> doses = new ArrayList<>();
    List<SopClass> unsupported = new ArrayList<>();
    int passedOver = 0;
    for (Optional<DicomFile> file : files) {
      switch (file.map(f -> SopClass.of(f.dataSet())).orElse(SopClass.OTHER)) {
        case CT_IMAGE -> {
          if (isLocalizer(file.orElseThrow())) {
            passedOver++;
          } else {
            String series = file.orElseThrow().dataSet().requireUid(Attribute.SERIES_INSTANCE_UID);
            ct.computeIfAbsent(series, s -> new ArrayList<>()).add(file.orElseThrow());
          }
        }
        case RT_STRUCTURE_SET -> structureSets.add(RtStructureSet.of(file.orElseThrow()));
        case RT_PLAN -> plans.add(RtPlan.of(file.orElseThrow()));
        case RT_DOSE -> doses.add(file.orElseThrow());
        case ENHANCED_CT_IMAGE, RT_ION_PLAN ->
            unsupported.add(SopClass.of(file.orElseThrow().dataSet()));
        case OTHER -> passedOver++;
      }
    }
    return new StudyFiles(label, ct, structureSets, plans, doses, unsupported, passedOver, paths);
  }

  private static boolean isLocalizer(DicomFile file) {
    List<String> type = file.dataSet().strings(Attribute.IMAGE_TYPE);
    return type.size() > 2 && type.get(2).equals("LOCALIZER");
  }

  private static List<Path> paths(Path folder, String label) {
    try (Stream<Path> walk = Files.walk(folder, MAX_DEPTH)) {
      List<Path> paths =
          walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .limit(MAX_FILES + 1L)
              .sorted()
              .toList();
      if (paths.size() > MAX_FILES) {
        throw DoseDataException.of(
            label, "more than " + MAX_FILES + " files", "one patient's study", "check the folder");
      }
      return paths;
    } catch (IOException | UncheckedIOException e) {
      throw DoseDataException.of(
          label,
          "a folder that cannot be read (" + e.getClass().getSimpleName() + ")",
          "a readable folder",
          "check the path and its permissions");
    }
  }

  /**
   * SHA-256 of the digests of all files, in their order, hex. Reads every file.
   *
   * @throws DoseDataException when one cannot be read
   */
  public String contentSha256() {
    List<byte[]> digests = paths.parallelStream().map(path -> sha256(path, label)).toList();
    MessageDigest all = Sha256.newDigest();
    digests.forEach(all::update);
    return HexFormat.of().formatHex(all.digest());
  }

  private static byte[] sha256(Path path, String label) {
    try {
      return Sha256.of(path);
    } catch (IOException e) {
      throw DoseDataException.of(
          label,
          "a file that cannot be read (" + e.getClass().getSimpleName() + ")",
          "readable files",
          "check their permissions");
    }
  }

  /** The label: paths may hold a name. */
  @Override
  public String toString() {
    return label;
  }

  /**
   * A DICOM file, or nothing for one that does not claim to be one or that cannot be read and says
   * that it holds something else than a plan's objects.
   */
  static Optional<DicomFile> readOne(Path path, String label) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (!name.endsWith(".dcm") && !DicomFile.isDicom(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(DicomFile.read(path, label));
    } catch (DoseDataException e) {
      boolean useless =
          DicomFile.storedSopClassUid(path).map(SopClass::of).equals(Optional.of(SopClass.OTHER));
      if (useless) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
