package org.dosekit.dicom.file;

import java.util.Optional;

/** How a data set is encoded (PS3.5, chapter 10 and annex A). */
public enum TransferSyntax {
  /** Implicit VR, little-endian. */
  IMPLICIT_LITTLE_ENDIAN("1.2.840.10008.1.2", "implicit VR little-endian", PixelCoding.NATIVE),
  /** Explicit VR, little-endian. */
  EXPLICIT_LITTLE_ENDIAN("1.2.840.10008.1.2.1", "explicit VR little-endian", PixelCoding.NATIVE),
  /** Explicit VR, little-endian, pixel data in one uncompressed fragment a frame. */
  ENCAPSULATED_UNCOMPRESSED(
      "1.2.840.10008.1.2.1.98", "encapsulated uncompressed", PixelCoding.OTHER),
  /** Explicit VR, little-endian, the whole data set deflated. */
  DEFLATED("1.2.840.10008.1.2.1.99", "deflated explicit VR little-endian", PixelCoding.NATIVE),
  /** Explicit VR, big-endian; retired. */
  EXPLICIT_BIG_ENDIAN("1.2.840.10008.1.2.2", "explicit VR big-endian", PixelCoding.NATIVE),
  /** Run lengths. */
  RLE("1.2.840.10008.1.2.5", "RLE lossless", PixelCoding.RLE),
  /** JPEG of 8 bits. */
  JPEG_BASELINE("1.2.840.10008.1.2.4.50", "JPEG baseline", PixelCoding.OTHER),
  /** JPEG of 12 bits. */
  JPEG_EXTENDED("1.2.840.10008.1.2.4.51", "JPEG extended", PixelCoding.OTHER),
  /** JPEG lossless, process 14. */
  JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", "JPEG lossless", PixelCoding.OTHER),
  /** JPEG lossless, process 14, first-order prediction. */
  JPEG_LOSSLESS_SV1(
      "1.2.840.10008.1.2.4.70", "JPEG lossless, first-order prediction", PixelCoding.OTHER),
  /** JPEG-LS without loss. */
  JPEG_LS_LOSSLESS("1.2.840.10008.1.2.4.80", "JPEG-LS lossless", PixelCoding.OTHER),
  /** JPEG-LS. */
  JPEG_LS("1.2.840.10008.1.2.4.81", "JPEG-LS near-lossless", PixelCoding.OTHER),
  /** JPEG 2000 without loss. */
  JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", "JPEG 2000 lossless", PixelCoding.OTHER),
  /** JPEG 2000. */
  JPEG_2000("1.2.840.10008.1.2.4.91", "JPEG 2000", PixelCoding.OTHER),
  /** High-throughput JPEG 2000 without loss. */
  HTJ2K_LOSSLESS("1.2.840.10008.1.2.4.201", "HTJ2K lossless", PixelCoding.OTHER),
  /** High-throughput JPEG 2000 without loss, by resolution. */
  HTJ2K_LOSSLESS_RPCL("1.2.840.10008.1.2.4.202", "HTJ2K lossless RPCL", PixelCoding.OTHER),
  /** High-throughput JPEG 2000. */
  HTJ2K("1.2.840.10008.1.2.4.203", "HTJ2K", PixelCoding.OTHER);

  /** How pixels are stored. */
  enum PixelCoding {
    NATIVE,
    RLE,
    OTHER
  }

  private final String uid;
  private final String label;
  private final PixelCoding pixelCoding;

  TransferSyntax(String uid, String label, PixelCoding pixelCoding) {
    this.uid = uid;
    this.label = label;
    this.pixelCoding = pixelCoding;
  }

  /** Its UID. */
  public String uid() {
    return uid;
  }

  PixelCoding pixelCoding() {
    return pixelCoding;
  }

  /** The syntax of a UID, if it is known. */
  static Optional<TransferSyntax> of(String uid) {
    for (TransferSyntax syntax : values()) {
      if (syntax.uid.equals(uid)) {
        return Optional.of(syntax);
      }
    }
    return Optional.empty();
  }

  /** Its name, for people. */
  @Override
  public String toString() {
    return label;
  }
}
