package org.dosekit.data.openkbp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Files of made-up patients in the data set's format, and archives of them. */
final class SyntheticOpenKbp {
  private SyntheticOpenKbp() {}

  /** The files of a patient of six voxels with dose, by name. */
  static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("PTV70.csv", ",data\n100,\n101,\n");
    files.put("PTV56.csv", ",data\n300,\n");
    files.put("Brainstem.csv", ",data\n16384,\n");
    files.put("ct.csv", ",data\n100,1024.0\n101,1074.0\n300,5000.0\n16384,24.0\n");
    files.put("dose.csv", ",data\n100,70.125\n101,69.5\n102,0.0\n300,56.0\n16384,1.5e-1\n");
    files.put("possible_dose_mask.csv", ",data\n100,\n101,\n102,\n300,\n16384,\n");
    files.put("voxel_dimensions.csv", "3.906e+00\n3.5\n2.500000000000000000e+00\n");
    return files;
  }

  /** The same with one file replaced, or removed by an empty text. */
  static Map<String, String> filesWith(String name, String text) {
    Map<String, String> files = files();
    if (text.isEmpty()) {
      files.remove(name);
    } else {
      files.put(name, text);
    }
    return files;
  }

  /** Entries of an archive: path to text, for one patient. */
  static Map<String, String> under(String folder, Map<String, String> files) {
    Map<String, String> entries = new LinkedHashMap<>();
    files.forEach((name, text) -> entries.put(folder + "/" + name, text));
    return entries;
  }

  static Path folder(Path base, Map<String, String> entries) {
    try {
      for (var entry : entries.entrySet()) {
        Path file = base.resolve(entry.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, entry.getValue());
      }
      return base;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] tar(Map<String, String> entries) {
    List<TarArchiveEntry> headers = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    entries.forEach(
        (path, text) -> {
          headers.add(new TarArchiveEntry(path, true));
          contents.add(text.getBytes(StandardCharsets.UTF_8));
        });
    return tar(headers, contents);
  }

  static byte[] tar(List<TarArchiveEntry> headers, List<byte[]> contents) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (int i = 0; i < headers.size(); i++) {
        headers.get(i).setSize(contents.get(i).length);
        tar.putArchiveEntry(headers.get(i));
        tar.write(contents.get(i));
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] xz(byte[] content) {
    return compressed(content, out -> new XZOutputStream(out, new LZMA2Options(0)));
  }

  static byte[] gzip(byte[] content) {
    return compressed(content, GZIPOutputStream::new);
  }

  static byte[] zip(Map<String, String> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
      for (var entry : entries.entrySet()) {
        zip.putArchiveEntry(new ZipArchiveEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private interface Compressor {
    OutputStream wrap(OutputStream out) throws IOException;
  }

  private static byte[] compressed(byte[] content, Compressor compressor) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = compressor.wrap(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
