package org.dosekit.train.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The file format of TorchScript, for a module without state: a zip of stored entries with the
 * module's text, a pickle that instantiates it, and the format's version.
 */
final class TorchScriptArchive {
  /** The name of the module's class. */
  static final String MODULE = "Network";

  private static final String ROOT = MODULE + '/';
  private static final String FORMAT_VERSION = "3\n";
  private static final LocalDateTime EARLIEST_ZIP_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** Pickle, protocol 2: an empty tuple. */
  private static final String NO_CONSTANTS = "\u0080\u0002).";

  /**
   * Pickle, protocol 2: {@code Network.__new__()} with the state {@code {"training": True}}. The
   * operators are PROTO 2, GLOBAL, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, MARK, BINUNICODE (length 8),
   * NEWTRUE, SETITEMS, BUILD, STOP.
   */
  private static final String INSTANCE =
      "\u0080\u0002c__torch__\n" + MODULE + "\n)\u0081}(X\u0008\u0000\u0000\u0000training\u0088ub.";

  private TorchScriptArchive() {}

  /** The archive of a module's text; the same text gives the same bytes. */
  static byte[] of(String source) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "data.pkl", INSTANCE.getBytes(ISO_8859_1));
      put(zip, "code/__torch__.py", source.getBytes(UTF_8));
      put(zip, "constants.pkl", NO_CONSTANTS.getBytes(ISO_8859_1));
      put(zip, "version", FORMAT_VERSION.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(ROOT + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    CRC32 checksum = new CRC32();
    checksum.update(content);
    entry.setCrc(checksum.getValue());
    entry.setTimeLocal(EARLIEST_ZIP_TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
