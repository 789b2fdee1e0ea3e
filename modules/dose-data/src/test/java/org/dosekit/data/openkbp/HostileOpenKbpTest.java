package org.dosekit.data.openkbp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault of foreign files is one failure that names patient, file and line. */
class HostileOpenKbpTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dose.csv  | ,data~2097152,1.0~          | pt_1/dose.csv line 2 | 2097152",
        "dose.csv  | ,data~99999999999999,1.0~   | pt_1/dose.csv line 2 | 99999999999999",
        "dose.csv  | ,data~-1,1.0~               | pt_1/dose.csv line 2 | '-1,1.0'",
        "dose.csv  | ,data~100,1.0~100,2.0~      | pt_1/dose.csv line 3 | 100 again",
        "dose.csv  | ,data~101,1.0~100,2.0~      | pt_1/dose.csv line 3 | 100 after 101",
        "dose.csv  | ,data~100,abc~              | pt_1/dose.csv line 2 | 'abc'",
        "dose.csv  | ,data~100,nan~              | pt_1/dose.csv line 2 | 'nan'",
        "dose.csv  | ,data~100,inf~              | pt_1/dose.csv line 2 | 'inf'",
        "dose.csv  | ,data~100,1e999~            | pt_1/dose.csv line 2 | '1e999'",
        "dose.csv  | ,data~100,0x1p3~            | pt_1/dose.csv line 2 | '0x1p3'",
        "dose.csv  | ,data~100,1.0f~             | pt_1/dose.csv line 2 | '1.0f'",
        "dose.csv  | ,data~100,1.0.0~            | pt_1/dose.csv line 2 | '1.0.0'",
        "dose.csv  | ,data~100,~                 | pt_1/dose.csv line 2 | ''",
        "dose.csv  | ,data~100,-0.5~             | pt_1/dose.csv line 2 | -0.5 Gy",
        "dose.csv  | ,data~100,1e30~             | pt_1/dose.csv line 2 | 1.0E30 Gy",
        "dose.csv  | ,data~100,1.0~~101,1.0~     | pt_1/dose.csv line 3 | ''",
        "dose.csv  | ,data~100,1.0,2.0~          | pt_1/dose.csv line 2 | '1.0,2.0'",
        "dose.csv  | ,data~100                   | pt_1/dose.csv line 2 | '100'",
        "dose.csv  | ,dose~100,1.0~              | pt_1/dose.csv line 1 | no header",
        "dose.csv  | ,data~                      | pt_1/dose.csv        | no voxel",
        "dose.csv  | ,data~7,1.0~                | pt_1/dose.csv        | 1.0 Gy in voxel 7",
        "ct.csv    | ,data~                      | pt_1/ct.csv          | no voxel",
        "ct.csv    | ,data~5,NaN~                | pt_1/ct.csv line 2   | 'NaN'",
        "PTV56.csv | ,data~                      | pt_1/PTV56.csv       | no voxel",
        "PTV56.csv | ,data~5,1.0~                | pt_1/PTV56.csv line 2 | '1.0' at the end",
        "possible_dose_mask.csv | ,data~         | pt_1/possible_dose_mask.csv | no voxel",
        "voxel_dimensions.csv | 3~3~             | pt_1/voxel_dimensions.csv | 2 lines",
        "voxel_dimensions.csv | 3~3~-2~          | pt_1/voxel_dimensions.csv line 3 | -2.0 mm",
        "voxel_dimensions.csv | 3~nan~2~         | pt_1/voxel_dimensions.csv line 2 | 'nan'",
        "voxel_dimensions.csv | 3~NaN~2~         | pt_1/voxel_dimensions.csv line 2 | NaN mm",
        "Unheard.csv | ,data~5,~                 | pt_1/Unheard.csv     | does not have",
        "PTV70.csv | ''                          | pt_1                 | no PTV70.csv",
        "ct.csv    | ''                          | pt_1                 | no ct.csv",
        "dose.csv  | ''                          | pt_1                 | no dose.csv",
        "possible_dose_mask.csv | ''             | pt_1            | no possible_dose_mask.csv",
        "voxel_dimensions.csv | ''               | pt_1                 | no voxel_dimensions.csv"
      })
  void badFileNamesPatientFileAndLine(String file, String text, String subject, String found) {
    Map<String, String> files = SyntheticOpenKbp.filesWith(file, text.replace('~', '\n'));
    SyntheticOpenKbp.folder(folder, SyntheticOpenKbp.under("pt_1", files));
    String message = soleFailure("pt_1", folder);
    assertTrue(message.contains(", " + subject + ": found "), message);
    assertTrue(message.contains(found), message);
  }

  @Test
  void anOverlongLineIsCutInTheMessage() {
    String line = ",data\n5," + "1".repeat(5_000_000) + "\n";
    SyntheticOpenKbp.folder(
        folder, SyntheticOpenKbp.under("pt_1", SyntheticOpenKbp.filesWith("dose.csv", line)));
    String message = soleFailure("pt_1", folder);
    assertTrue(message.contains("dose.csv line 2"), message);
    assertTrue(message.length() < 300, message);
  }

  @Test
  void anOversizedFileIsRefusedAfterItsBound() {
    byte[] huge = new byte[OpenKbpFormat.MAX_FILE_BYTES + 2];
    Arrays.fill(huge, (byte) '1');
    List<TarArchiveEntry> headers = List.of(new TarArchiveEntry("pt_1/ct.csv"));
    // A bomb: 64 MiB of one character are some 60 kB of gzip.
    String message =
        soleFailure(
            "pt_1", write(SyntheticOpenKbp.gzip(SyntheticOpenKbp.tar(headers, List.of(huge)))));
    assertTrue(message.contains("pt_1/ct.csv: found more than 64 MiB"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../pt_1/ct.csv", "/etc/pt_1/ct.csv", "a/../../pt_1/ct.csv", "a\\pt_1/ct.csv"})
  void pathsThatLeadOutAreRefused(String path) {
    Path archive = write(SyntheticOpenKbp.tar(Map.of(path, ",data\n")));
    String message = soleFailure(path, archive);
    assertTrue(message.contains("lead out of the archive"), message);
  }

  @Test
  void anIdUnfitForAFileNameIsRefused() {
    String path = "train-pats/pt 1;$(x)";
    Path archive =
        write(SyntheticOpenKbp.zip(SyntheticOpenKbp.under(path, SyntheticOpenKbp.files())));
    String message = soleFailure("pt 1;$(x)", archive);
    assertTrue(message.contains("a pseudonym"), message);
  }

  @ParameterizedTest
  @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_FIFO})
  void linksAreRefused(byte kind) {
    TarArchiveEntry link = new TarArchiveEntry("pt_1/dose.csv", kind);
    link.setLinkName("/etc/passwd");
    List<TarArchiveEntry> headers = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    SyntheticOpenKbp.under("pt_1", SyntheticOpenKbp.filesWith("dose.csv", ""))
        .forEach(
            (path, text) -> {
              headers.add(new TarArchiveEntry(path));
              contents.add(text.getBytes(StandardCharsets.UTF_8));
            });
    headers.add(link);
    contents.add(new byte[0]);
    String message = soleFailure("pt_1", write(SyntheticOpenKbp.tar(headers, contents)));
    assertTrue(message.contains("pt_1/dose.csv: found a link"), message);
  }

  @Test
  void aPatientWhoseFilesAreScatteredIsReported() {
    Map<String, String> entries = new LinkedHashMap<>();
    Map<String, String> files = SyntheticOpenKbp.filesWith("Brainstem.csv", "");
    entries.putAll(SyntheticOpenKbp.under("pt_1", files));
    entries.putAll(SyntheticOpenKbp.under("pt_2", SyntheticOpenKbp.files()));
    entries.put("pt_1/Brainstem.csv", SyntheticOpenKbp.files().get("Brainstem.csv"));
    String message = Reading.of(write(SyntheticOpenKbp.tar(entries))).failure("pt_1");
    assertTrue(message.contains("Brainstem.csv after those of other patients"), message);
    assertEquals(
        Map.of(),
        Reading.of(write(SyntheticOpenKbp.zip(entries))).failures(),
        "a zip has a directory, so its order does not matter");
  }

  @Test
  void anIdInTwoFoldersIsReportedOnce() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.putAll(SyntheticOpenKbp.under("train-pats/pt_1", SyntheticOpenKbp.files()));
    entries.putAll(SyntheticOpenKbp.under("test-pats/pt_1", SyntheticOpenKbp.files()));
    Reading reading = Reading.of(write(SyntheticOpenKbp.tar(entries)));
    assertEquals(List.of("pt_1"), reading.ids());
    assertTrue(reading.failure("pt_1").contains("a second patient"));
  }

  @Test
  void aFileTwiceInAPatientIsReported() {
    List<TarArchiveEntry> headers = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    for (int time = 0; time < 2; time++) {
      headers.add(new TarArchiveEntry("pt_1/ct.csv"));
      contents.add(",data\n1,2\n".getBytes(StandardCharsets.UTF_8));
    }
    String message = soleFailure("pt_1", write(SyntheticOpenKbp.tar(headers, contents)));
    assertTrue(message.contains("pt_1/ct.csv: found the file twice"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "gz", "xz"})
  void anArchiveCutAnywhereNeverGivesAnIncompletePatient(String kind) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (int i = 1; i <= 3; i++) {
      entries.putAll(SyntheticOpenKbp.under("pt_" + i, SyntheticOpenKbp.files()));
    }
    byte[] tar = SyntheticOpenKbp.tar(entries);
    byte[] whole =
        switch (kind) {
          case "gz" -> SyntheticOpenKbp.gzip(tar);
          case "xz" -> SyntheticOpenKbp.xz(tar);
          default -> tar;
        };
    // Beyond the last file's header of a plain tar there is padding that nobody misses.
    int end = kind.equals("tar") ? entries.size() * 1024 : whole.length;
    for (int cut = 600; cut < end; cut += kind.equals("tar") ? 512 : 37) {
      Path archive = write(Arrays.copyOf(whole, cut));
      Reading reading = Reading.of(archive);
      String message = reading.failure("archive");
      assertTrue(message.contains("truncated"), kind + " cut at " + cut);
      reading
          .patients()
          .forEach(p -> assertEquals(3, p.planned().structures().size(), "cut at " + p.id()));
    }
  }

  @Test
  void noDamageOfBytesEscapesAsAnotherException() {
    byte[] whole = SyntheticOpenKbp.tar(SyntheticOpenKbp.under("pt_1", SyntheticOpenKbp.files()));
    byte[] zip = SyntheticOpenKbp.zip(SyntheticOpenKbp.under("pt_1", SyntheticOpenKbp.files()));
    SplittableRandom random = new SplittableRandom(20201130);
    for (int trial = 0; trial < 400; trial++) {
      byte[] damaged = (trial % 2 == 0 ? whole : zip).clone();
      for (int change = 0; change < 3; change++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        Reading.of(write(damaged));
      } catch (org.dosekit.core.DoseDataException e) {
        assertTrue(e.getMessage().startsWith("archive: found "), e.getMessage());
      }
    }
  }

  private Path write(byte[] archive) {
    try {
      return Files.write(folder.resolve("archive"), archive);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String soleFailure(String id, Path path) {
    Reading reading = Reading.of(path);
    assertEquals(List.of(), reading.ids());
    assertEquals(List.of(id), List.copyOf(reading.failures().keySet()));
    return reading.failure(id);
  }
}
