package org.dosekit.dicom.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.dosekit.core.DoseDataException;

/**
 * A DICOM file, or a bare data set. Pixel data stay in the file until asked for; the file is not
 * held open.
 *
 * <p>Trusts nothing: lengths are held against what is left before memory is taken, nesting is
 * bounded, and reading takes at most {@value #MEMORY_PER_BYTE} times the memory of the file's bytes
 * (of the unpacked ones where the data set is deflated, at most {@value #MAX_INFLATION} times those
 * in the file).
 *
 * @param syntax how it is encoded; a guess for a bare data set
 * @param dataSet its attributes without those of the meta information
 */
public record DicomFile(TransferSyntax syntax, DataSet dataSet) {
  /** What an attribute takes in memory that takes 8 bytes in the file. */
  static final int MEMORY_PER_BYTE = 64;

  /** Images of nothing but air deflate by less. */
  static final int MAX_INFLATION = 256;

  private static final int PREAMBLE_BYTES = 128;
  private static final byte[] MAGIC = "DICM".getBytes(StandardCharsets.US_ASCII);

  /** Checks for nulls. */
  public DicomFile {
    Objects.requireNonNull(syntax);
    Objects.requireNonNull(dataSet);
  }

  /**
   * Reads a file, named in errors by its path.
   *
   * @throws DoseDataException when it is no DICOM file, truncated or damaged
   */
  public static DicomFile read(Path file) {
    return read(file, file.toString());
  }

  /**
   * Reads a file.
   *
   * @param subject its name in errors, for paths that may hold a patient's name
   * @throws DoseDataException when it is no DICOM file, truncated or damaged
   */
  public static DicomFile read(Path file, String subject) {
    try {
      return read(subject, new ByteSource.OfFile(file, Files.size(file)));
    } catch (IOException e) {
      // Its message is the path.
      throw DoseDataException.of(
          subject,
          "no readable file (" + e.getClass().getSimpleName() + ")",
          "a DICOM file",
          "check its permissions");
    }
  }

  /**
   * Reads a file's bytes.
   *
   * @param subject its name in errors
   * @throws DoseDataException when they are no DICOM file, truncated or damaged
   */
  public static DicomFile parse(String subject, byte[] bytes) {
    try {
      return read(subject, new ByteSource.InMemory(bytes));
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail to be read", e);
    }
  }

  /** Whether a file has the mark of PS3.10, or begins as a bare data set does. */
  public static boolean isDicom(Path file) {
    try {
      ByteSource source = new ByteSource.OfFile(file, Files.size(file));
      return hasMagic(source)
          || syntaxByFirstElement(new DicomInput(file.toString(), source)).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The SOP class that a file's meta information names: what it holds, even where the rest of it
   * cannot be read. None for a file without meta information.
   */
  public static Optional<String> storedSopClassUid(Path file) {
    try {
      ByteSource source = new ByteSource.OfFile(file, Files.size(file));
      if (!hasMagic(source)) {
        return Optional.empty();
      }
      DicomInput in = new DicomInput("meta information", source);
      in.position(PREAMBLE_BYTES + (long) MAGIC.length);
      return new DataSetParser(in).readMeta().uid(Attribute.MEDIA_STORAGE_SOP_CLASS_UID);
    } catch (IOException | DoseDataException e) {
      return Optional.empty();
    }
  }

  private static boolean hasMagic(ByteSource source) throws IOException {
    if (source.size() < PREAMBLE_BYTES + MAGIC.length) {
      return false;
    }
    byte[] magic = new byte[MAGIC.length];
    source.read(PREAMBLE_BYTES, magic, 0, magic.length);
    return Arrays.equals(magic, MAGIC);
  }

  private static DicomFile read(String subject, ByteSource source) throws IOException {
    DicomInput in = new DicomInput(subject, source);
    if (hasMagic(source)) {
      in.position(PREAMBLE_BYTES + (long) MAGIC.length);
    }
    DataSet meta = new DataSetParser(in).readMeta();
    Optional<String> uid = meta.uid(Attribute.TRANSFER_SYNTAX_UID);
    TransferSyntax syntax;
    if (uid.isPresent()) {
      syntax =
          TransferSyntax.of(uid.get())
              .orElseThrow(
                  () ->
                      DoseDataException.of(
                          subject,
                          "the transfer syntax " + uid.get(),
                          "one of PS3.5 for single images",
                          "export the file as explicit VR little-endian"));
    } else {
      syntax = syntaxByFirstElement(in).orElseThrow(() -> notDicom(subject));
    }
    return new DicomFile(syntax, dataSet(in, syntax));
  }

  private static DataSet dataSet(DicomInput in, TransferSyntax syntax) throws IOException {
    DicomInput body = in;
    if (syntax == TransferSyntax.DEFLATED) {
      body = new DicomInput(in.subject(), new ByteSource.InMemory(inflated(in)));
    }
    if (syntax == TransferSyntax.EXPLICIT_BIG_ENDIAN) {
      body.order(ByteOrder.BIG_ENDIAN);
    }
    return new DataSetParser(body).readAll(syntax != TransferSyntax.IMPLICIT_LITTLE_ENDIAN);
  }

  /** The syntax of a data set without meta information; none when it is no data set. */
  private static Optional<TransferSyntax> syntaxByFirstElement(DicomInput in) throws IOException {
    long start = in.position();
    if (in.size() - start < 8) {
      return Optional.empty();
    }
    int group = in.unsignedShort();
    in.unsignedShort();
    boolean explicit = Vr.of(in.unsignedByte(), in.unsignedByte()).isPresent();
    in.position(start);
    int swapped = Short.toUnsignedInt(Short.reverseBytes((short) group));
    if (isFirstGroup(group)) {
      return Optional.of(
          explicit ? TransferSyntax.EXPLICIT_LITTLE_ENDIAN : TransferSyntax.IMPLICIT_LITTLE_ENDIAN);
    }
    return isFirstGroup(swapped) && explicit
        ? Optional.of(TransferSyntax.EXPLICIT_BIG_ENDIAN)
        : Optional.empty();
  }

  /** Data sets begin with the general, patient, acquisition or relationship group. */
  private static boolean isFirstGroup(int group) {
    return group == 0x0008 || group == 0x0010 || group == 0x0018 || group == 0x0020;
  }

  private static DoseDataException notDicom(String subject) {
    return DoseDataException.of(
        subject, "neither DICM at byte 128 nor a data set", "a DICOM file", "leave the file out");
  }

  private static byte[] inflated(DicomInput in) throws IOException {
    byte[] packed = in.bytes(in.size() - in.position());
    long most = Math.min((long) packed.length * MAX_INFLATION + 4096, Integer.MAX_VALUE - 16);
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      ByteArrayOutputStream out = new ByteArrayOutputStream(packed.length);
      byte[] chunk = new byte[1 << 16];
      while (!inflater.finished()) {
        int count = inflater.inflate(chunk);
        if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw in.damaged("deflated data that end early");
        }
        if (out.size() + (long) count > most) {
          throw in.damaged("deflated data of more than " + MAX_INFLATION + " times their size");
        }
        out.write(chunk, 0, count);
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      throw in.damaged("damaged deflated data");
    } finally {
      inflater.end();
    }
  }
}
