package org.dosekit.dicom.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.dosekit.core.DoseDataException;

/**
 * The stored values of an image of one sample a pixel, of 8, 16 or 32 bits, native or RLE. Frames
 * are read from the file one by one when asked for.
 */
public final class PixelData {
  /** Run lengths make at most 128 bytes of 2. */
  private static final long MAX_RLE_RATIO = 64;

  private final String subject;
  private final Element element;
  private final boolean rle;
  private final int rows;
  private final int columns;
  private final int frames;
  private final int bytesPerPixel;
  private final int bitsStored;
  private final boolean signed;

  private PixelData(DicomFile file, Element element) {
    DataSet dataSet = file.dataSet();
    this.subject = dataSet.subject();
    this.element = element;
    this.rle = file.syntax().pixelCoding() == TransferSyntax.PixelCoding.RLE;
    this.rows = dataSet.requireInteger(Attribute.ROWS);
    this.columns = dataSet.requireInteger(Attribute.COLUMNS);
    this.frames = dataSet.integer(Attribute.NUMBER_OF_FRAMES).orElse(1);
    int bits = dataSet.requireInteger(Attribute.BITS_ALLOCATED);
    this.bitsStored = dataSet.integer(Attribute.BITS_STORED).orElse(bits);
    this.signed = dataSet.integer(Attribute.PIXEL_REPRESENTATION).orElse(0) == 1;
    this.bytesPerPixel = bits / 8;
    requireSupported(dataSet, bits);
  }

  /**
   * The pixel data of a file.
   *
   * @throws DoseDataException when it has none, they are compressed other than by RLE, in colour,
   *     of other bits, or fewer than the image's size asks for
   */
  public static PixelData of(DicomFile file) {
    DataSet dataSet = file.dataSet();
    Element element =
        dataSet
            .element(Attribute.PIXEL_DATA)
            .orElseThrow(
                () ->
                    DoseDataException.of(
                        dataSet.subject(), "no pixel data", "an image", "leave the file out"));
    if (file.syntax().pixelCoding() == TransferSyntax.PixelCoding.OTHER) {
      throw DoseDataException.of(
          dataSet.subject(),
          "pixel data compressed by " + file.syntax(),
          "uncompressed or RLE pixel data",
          "decompress the file, e.g. with gdcmconv --raw or dcmdjpeg");
    }
    PixelData pixels = new PixelData(file, element);
    pixels.requireEnough();
    return pixels;
  }

  private void requireSupported(DataSet dataSet, int bits) {
    int samples = dataSet.integer(Attribute.SAMPLES_PER_PIXEL).orElse(1);
    String photometric = dataSet.string(Attribute.PHOTOMETRIC_INTERPRETATION).orElse("MONOCHROME2");
    if (samples != 1 || !photometric.equals("MONOCHROME2")) {
      throw unsupported("an image of " + samples + " samples a pixel or other than MONOCHROME2");
    }
    int highBit = dataSet.integer(Attribute.HIGH_BIT).orElse(bitsStored - 1);
    if ((bits != 8 && bits != 16 && bits != 32)
        || bitsStored < 1
        || bitsStored > bits
        || highBit != bitsStored - 1) {
      throw unsupported("pixels of " + bitsStored + " bits up to bit " + highBit + " of " + bits);
    }
    if (rows < 1 || columns < 1 || frames < 1 || (long) rows * columns > 1 << 26) {
      throw unsupported("an image of " + rows + " x " + columns + " x " + frames + " pixels");
    }
  }

  private DoseDataException unsupported(String found) {
    return DoseDataException.of(
        subject,
        found,
        "grey values of 8, 16 or 32 bits in the lowest bits, at least 1 x 1, at most 2^26 a frame",
        "export the image anew");
  }

  private void requireEnough() {
    long needed = frameBytes() * frames;
    long available;
    if (element instanceof Element.Deferred bytes && !rle) {
      available = bytes.length();
    } else if (element instanceof Element.Fragments fragments && rle) {
      if (fragments.spans().size() != frames) {
        throw DoseDataException.of(
            subject,
            fragments.spans().size() + " RLE fragments for " + frames + " frames",
            "one a frame",
            "decompress the file");
      }
      available = MAX_RLE_RATIO * fragments.spans().stream().mapToLong(Element.Span::length).sum();
    } else {
      throw unsupported("pixel data that are not stored as the transfer syntax says");
    }
    if (available < needed) {
      throw DoseDataException.of(
          subject,
          "pixel data for at most " + available + " bytes",
          needed + " bytes for " + frames + " frames of " + rows + " x " + columns,
          "export the file anew");
    }
  }

  private long frameBytes() {
    return (long) rows * columns * bytesPerPixel;
  }

  /** Rows of a frame. */
  public int rows() {
    return rows;
  }

  /** Columns of a frame. */
  public int columns() {
    return columns;
  }

  /** The number of frames. */
  public int frames() {
    return frames;
  }

  /**
   * A frame's stored values, {@code values[row * columns + column]}, as whole numbers from -2^31 to
   * 2^32 - 1.
   *
   * @throws DoseDataException when it cannot be read or its RLE is damaged
   */
  public double[] frame(int index) {
    double[] values = new double[rows * columns];
    rows(
        index,
        0,
        rows,
        (row, stored) -> System.arraycopy(stored, 0, values, row * columns, columns));
    return values;
  }

  /** Receives a row of stored values. */
  @FunctionalInterface
  public interface RowConsumer {
    /**
     * A row.
     *
     * @param stored one value a column; overwritten by the next row
     */
    void accept(int row, double[] stored);
  }

  /**
   * Visits some rows of a frame; of native pixel data only these are read.
   *
   * @throws DoseDataException when they cannot be read or the RLE is damaged
   */
  public void rows(int frame, int firstRow, int rowCount, RowConsumer consumer) {
    Objects.checkIndex(frame, frames);
    Objects.checkFromIndexSize(firstRow, rowCount, rows);
    int rowBytes = columns * bytesPerPixel;
    byte[] bytes;
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    int skipped = 0;
    try {
      if (element instanceof Element.Deferred stored) {
        bytes = new byte[rowCount * rowBytes];
        long position = stored.position() + frame * frameBytes() + (long) firstRow * rowBytes;
        stored.source().read(position, bytes, 0, bytes.length);
        order = stored.order();
      } else {
        bytes = decodedRle((Element.Fragments) element, frame);
        skipped = firstRow * rowBytes;
      }
    } catch (IOException e) {
      throw DoseDataException.of(
          subject,
          "pixel data that cannot be read (" + e.getClass().getSimpleName() + ")",
          "a readable file",
          "restore the file");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
    double[] row = new double[columns];
    for (int r = 0; r < rowCount; r++) {
      decode(buffer, skipped + r * rowBytes, row);
      consumer.accept(firstRow + r, row);
    }
  }

  private byte[] decodedRle(Element.Fragments fragments, int frame) throws IOException {
    Element.Span span = fragments.spans().get(frame);
    // Memory is taken for what the fragment can yield, not for what the image promises.
    if (span.length() * MAX_RLE_RATIO < frameBytes()) {
      throw RleDecoder.damaged(subject);
    }
    byte[] packed = new byte[Math.toIntExact(span.length())];
    fragments.source().read(span.position(), packed, 0, packed.length);
    return RleDecoder.decode(subject, packed, rows * columns, bytesPerPixel);
  }

  private void decode(ByteBuffer buffer, int offset, double[] row) {
    int shift = Long.SIZE - bitsStored;
    for (int c = 0; c < row.length; c++) {
      int at = offset + c * bytesPerPixel;
      long raw =
          switch (bytesPerPixel) {
            case 1 -> buffer.get(at);
            case 2 -> buffer.getShort(at);
            default -> buffer.getInt(at);
          };
      // Bits above those stored may hold anything.
      row[c] = signed ? raw << shift >> shift : raw << shift >>> shift;
    }
  }
}
