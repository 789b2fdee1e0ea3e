package org.dosekit.dicom.file;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dosekit.core.io.AtomicFile;

/** Writes files of PS3.10 in explicit VR little-endian, what a {@link DataSetBuilder} built. */
public final class DicomWriter {
  /** DoseKit's own, from a random UUID (PS3.5, B.2). */
  static final String IMPLEMENTATION_CLASS_UID = "2.25.162937190486305187264430984171527438021";

  private static final long MAX_SHORT_LENGTH = 0xFFFE;

  private DicomWriter() {}

  /**
   * Writes a file, atomically.
   *
   * @param dataSet with SOPClassUID and SOPInstanceUID
   * @throws org.dosekit.core.DoseDataException when the file cannot be written
   */
  public static void write(DataSet dataSet, Path file) {
    AtomicFile.writeStream(
        file,
        out -> {
          try (OutputStream buffered = new BufferedOutputStream(out, 1 << 16)) {
            write(dataSet, buffered);
          }
        });
  }

  static void write(DataSet dataSet, OutputStream out) throws IOException {
    out.write(new byte[128]);
    out.write("DICM".getBytes(StandardCharsets.US_ASCII));
    ByteArrayOutputStream meta = new ByteArrayOutputStream();
    writeElements(
        new DataSetBuilder()
            .bytes(Attribute.FILE_META_INFORMATION_VERSION, new byte[] {0, 1})
            .text(
                Attribute.MEDIA_STORAGE_SOP_CLASS_UID, dataSet.requireUid(Attribute.SOP_CLASS_UID))
            .text(
                Attribute.MEDIA_STORAGE_SOP_INSTANCE_UID,
                dataSet.requireUid(Attribute.SOP_INSTANCE_UID))
            .text(Attribute.TRANSFER_SYNTAX_UID, TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid())
            .text(Attribute.IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_CLASS_UID)
            .text(Attribute.IMPLEMENTATION_VERSION_NAME, "DOSEKIT")
            .build(),
        meta);
    byte[] groupLength = new byte[12];
    ByteBuffer length = littleEndian(groupLength);
    length.putShort((short) 2).putShort((short) 0);
    length.put((byte) 'U').put((byte) 'L').putShort((short) 4).putInt(meta.size());
    out.write(groupLength);
    meta.writeTo(out);
    writeElements(dataSet, out);
  }

  private static void writeElements(DataSet dataSet, OutputStream out) throws IOException {
    for (Map.Entry<Attribute, Element> entry : dataSet.elements().entrySet()) {
      Element element = entry.getValue();
      if (element instanceof Element.Bytes value) {
        head(entry.getKey(), value.vr(), paddedLength(value.bytes().length), out);
        out.write(value.bytes());
        if (value.bytes().length % 2 == 1) {
          out.write(padding(value.vr()));
        }
      } else if (element instanceof Element.Items sequence) {
        byte[] items = items(sequence.items());
        head(entry.getKey(), Vr.SQ, items.length, out);
        out.write(items);
      } else {
        throw new IllegalArgumentException(entry.getKey() + " was read from a file, not built");
      }
    }
  }

  private static byte[] items(List<DataSet> items) throws IOException {
    ByteArrayOutputStream sequence = new ByteArrayOutputStream();
    for (DataSet item : items) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      writeElements(item, content);
      byte[] head = new byte[8];
      littleEndian(head).putShort((short) 0xFFFE).putShort((short) 0xE000).putInt(content.size());
      sequence.write(head);
      content.writeTo(sequence);
    }
    return sequence.toByteArray();
  }

  private static void head(Attribute attribute, Vr vr, long length, OutputStream out)
      throws IOException {
    byte[] bytes = new byte[vr.hasLongLength() ? 12 : 8];
    ByteBuffer head = littleEndian(bytes);
    head.putShort((short) (attribute.tag() >>> 16)).putShort((short) attribute.tag());
    head.put((byte) vr.name().charAt(0)).put((byte) vr.name().charAt(1));
    if (vr.hasLongLength()) {
      head.putShort((short) 0).putInt((int) length);
    } else if (length <= MAX_SHORT_LENGTH) {
      head.putShort((short) length);
    } else {
      throw new IllegalArgumentException(length + " bytes are too many for " + attribute);
    }
    out.write(bytes);
  }

  private static long paddedLength(int length) {
    return length + (length & 1L);
  }

  private static int padding(Vr vr) {
    return vr == Vr.UI || vr.kind() == Vr.Kind.BULK ? 0 : ' ';
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
