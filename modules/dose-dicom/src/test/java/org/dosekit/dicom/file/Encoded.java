package org.dosekit.dicom.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.Deflater;

/** A data set that was built, as a file in each encoding that is read. */
enum Encoded {
  EXPLICIT(TransferSyntax.EXPLICIT_LITTLE_ENDIAN),
  IMPLICIT(TransferSyntax.IMPLICIT_LITTLE_ENDIAN),
  BIG_ENDIAN(TransferSyntax.EXPLICIT_BIG_ENDIAN),
  DEFLATED(TransferSyntax.DEFLATED),
  RLE(TransferSyntax.RLE),
  /** Without preamble and meta information. */
  BARE(TransferSyntax.IMPLICIT_LITTLE_ENDIAN);

  private static final long UNDEFINED = 0xFFFF_FFFFL;

  private final TransferSyntax syntax;

  Encoded(TransferSyntax syntax) {
    this.syntax = syntax;
  }

  TransferSyntax syntax() {
    return syntax;
  }

  byte[] file(DataSet dataSet) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean explicit = syntax != TransferSyntax.IMPLICIT_LITTLE_ENDIAN;
    ByteOrder order =
        syntax == TransferSyntax.EXPLICIT_BIG_ENDIAN
            ? ByteOrder.BIG_ENDIAN
            : ByteOrder.LITTLE_ENDIAN;
    elements(dataSet, explicit, order, body);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    if (this != BARE) {
      file.write(new byte[128]);
      file.write("DICM".getBytes(StandardCharsets.US_ASCII));
      elements(
          new DataSetBuilder().text(Attribute.TRANSFER_SYNTAX_UID, syntax.uid()).build(),
          true,
          ByteOrder.LITTLE_ENDIAN,
          file);
    }
    file.write(this == DEFLATED ? deflated(body.toByteArray()) : body.toByteArray());
    return file.toByteArray();
  }

  private void elements(
      DataSet dataSet, boolean explicit, ByteOrder order, ByteArrayOutputStream out)
      throws IOException {
    for (Map.Entry<Attribute, Element> entry : dataSet.elements().entrySet()) {
      Attribute attribute = entry.getKey();
      if (entry.getValue() instanceof Element.Items sequence) {
        ByteArrayOutputStream items = new ByteArrayOutputStream();
        for (DataSet item : sequence.items()) {
          ByteArrayOutputStream content = new ByteArrayOutputStream();
          elements(item, explicit, order, content);
          item(0xE000, content.size(), order, items);
          content.writeTo(items);
        }
        head(attribute, Vr.SQ, items.size(), explicit, order, out);
        items.writeTo(out);
      } else if (attribute == Attribute.PIXEL_DATA && this == RLE) {
        fragments(dataSet, ((Element.Bytes) entry.getValue()).bytes(), out);
      } else {
        Element.Bytes value = (Element.Bytes) entry.getValue();
        byte[] bytes = padded(value, attribute == Attribute.PIXEL_DATA ? width(dataSet) : 0, order);
        head(attribute, value.vr(), bytes.length, explicit, order, out);
        out.write(bytes);
      }
    }
  }

  private static int width(DataSet image) {
    return image.requireInteger(Attribute.BITS_ALLOCATED) / 8;
  }

  private static byte[] padded(Element.Bytes value, int pixelWidth, ByteOrder order) {
    byte[] bytes = new byte[value.bytes().length + value.bytes().length % 2];
    int width = value.vr() == Vr.US || value.vr() == Vr.AT ? 2 : Math.max(1, pixelWidth);
    for (int i = 0; i < bytes.length; i++) {
      byte filling = value.vr() == Vr.UI || value.vr().kind() == Vr.Kind.BULK ? 0 : (byte) ' ';
      int from = order == ByteOrder.LITTLE_ENDIAN ? i : i / width * width + width - 1 - i % width;
      bytes[i] = from < value.bytes().length ? value.bytes()[from] : filling;
    }
    return bytes;
  }

  private static void head(
      Attribute attribute,
      Vr vr,
      long length,
      boolean explicit,
      ByteOrder order,
      ByteArrayOutputStream out)
      throws IOException {
    ByteBuffer head = ByteBuffer.allocate(12).order(order);
    head.putShort((short) (attribute.tag() >>> 16)).putShort((short) attribute.tag());
    if (!explicit) {
      head.putInt((int) length);
    } else {
      head.put((byte) vr.name().charAt(0)).put((byte) vr.name().charAt(1));
      if (vr.hasLongLength()) {
        head.putShort((short) 0).putInt((int) length);
      } else {
        head.putShort((short) length);
      }
    }
    out.write(head.array(), 0, head.position());
  }

  private static void item(int element, long length, ByteOrder order, ByteArrayOutputStream out)
      throws IOException {
    ByteBuffer head = ByteBuffer.allocate(8).order(order);
    out.write(head.putShort((short) 0xFFFE).putShort((short) element).putInt((int) length).array());
  }

  private static void fragments(DataSet image, byte[] pixels, ByteArrayOutputStream out)
      throws IOException {
    int frames = image.integer(Attribute.NUMBER_OF_FRAMES).orElse(1);
    int frameBytes = pixels.length / frames;
    head(Attribute.PIXEL_DATA, Vr.OB, UNDEFINED, true, ByteOrder.LITTLE_ENDIAN, out);
    item(0xE000, 0, ByteOrder.LITTLE_ENDIAN, out);
    for (int frame = 0; frame < frames; frame++) {
      byte[] packed = runs(pixels, frame * frameBytes, frameBytes, width(image));
      item(0xE000, packed.length, ByteOrder.LITTLE_ENDIAN, out);
      out.write(packed);
    }
    item(0xE0DD, 0, ByteOrder.LITTLE_ENDIAN, out);
  }

  /** A frame as PS3.5, annex G: a segment for each byte of a pixel, the highest first. */
  private static byte[] runs(byte[] pixels, int first, int count, int width) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(width);
    ByteArrayOutputStream segments = new ByteArrayOutputStream();
    for (int highest = width - 1; highest >= 0; highest--) {
      head.putInt(64 + segments.size());
      for (int i = first + highest; i < first + count; ) {
        int run = 1;
        while (run < 128
            && i + run * width < first + count
            && pixels[i + run * width] == pixels[i]) {
          run++;
        }
        // One byte as it is, or 1 - run and the byte.
        segments.write(run == 1 ? 0 : 1 - run);
        segments.write(pixels[i]);
        i += run * width;
      }
      if (segments.size() % 2 == 1) {
        segments.write(0x80);
      }
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    packed.write(head.array());
    segments.writeTo(packed);
    return packed.toByteArray();
  }

  private static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(bytes);
    deflater.finish();
    byte[] packed = new byte[bytes.length + 64];
    int length = deflater.deflate(packed);
    deflater.end();
    // Of even length, as every DICOM file.
    return Arrays.copyOf(packed, length + length % 2);
  }
}
