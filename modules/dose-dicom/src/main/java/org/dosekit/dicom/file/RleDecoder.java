package org.dosekit.dicom.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dosekit.core.DoseDataException;

/** Undoes the run lengths of a frame (PS3.5, annex G). */
final class RleDecoder {
  private static final int HEADER_BYTES = 64;

  private RleDecoder() {}

  /**
   * The pixels of a frame, little-endian.
   *
   * @param packed the frame's fragment: a header, then a segment for each byte of a pixel, the
   *     highest first
   */
  static byte[] decode(String subject, byte[] packed, int pixels, int bytesPerPixel) {
    if (packed.length < HEADER_BYTES) {
      throw damaged(subject);
    }
    ByteBuffer header = ByteBuffer.wrap(packed, 0, HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int segments = header.getInt(0);
    if (segments != bytesPerPixel) {
      throw damaged(subject);
    }
    byte[] result = new byte[pixels * bytesPerPixel];
    for (int segment = 0; segment < segments; segment++) {
      long start = header.getInt(4 + 4 * segment) & 0xFFFF_FFFFL;
      long end =
          segment == segments - 1 ? packed.length : header.getInt(8 + 4 * segment) & 0xFFFF_FFFFL;
      if (start < HEADER_BYTES || start > end || end > packed.length) {
        throw damaged(subject);
      }
      int firstByte = bytesPerPixel - 1 - segment;
      decodeSegment(subject, packed, (int) start, (int) end, result, firstByte, bytesPerPixel);
    }
    return result;
  }

  private static void decodeSegment(
      String subject, byte[] packed, int start, int end, byte[] target, int first, int stride) {
    int to = first;
    int at = start;
    while (to < target.length) {
      if (at >= end) {
        throw damaged(subject);
      }
      int code = packed[at++];
      if (code >= 0) {
        int count = Math.min(code + 1, (target.length - to + stride - 1) / stride);
        if (count > end - at) {
          throw damaged(subject);
        }
        for (int i = 0; i < count; i++, to += stride) {
          target[to] = packed[at + i];
        }
        at += code + 1;
      } else if (code != Byte.MIN_VALUE) {
        if (at >= end) {
          throw damaged(subject);
        }
        byte value = packed[at++];
        for (int i = 0; i < 1 - code && to < target.length; i++, to += stride) {
          target[to] = value;
        }
      }
    }
  }

  static DoseDataException damaged(String subject) {
    return DoseDataException.of(
        subject, "damaged RLE pixel data", "whole segments of each byte", "export the file anew");
  }
}
