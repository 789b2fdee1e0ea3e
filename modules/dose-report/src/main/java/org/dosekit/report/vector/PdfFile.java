package org.dosekit.report.vector;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;

/** The objects of a PDF file of one page, and the table of where they begin. */
final class PdfFile {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Integer> offsets = new ArrayList<>();

  PdfFile() {
    // Bytes above 127 in the second line tell transfer programs that the file is binary.
    write("%PDF-1.4\n%");
    out.writeBytes(new byte[] {(byte) 0xE2, (byte) 0xE3, (byte) 0xCF, (byte) 0xD3, '\n'});
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Adds a compressed stream.
   *
   * @param dictionary its entries but length and filter
   * @return its object number
   */
  int addStream(String dictionary, byte[] data) {
    byte[] packed = deflated(data);
    int number = begin();
    write(
        "<< %s /Filter /FlateDecode /Length %d >>\nstream\n".formatted(dictionary, packed.length));
    out.writeBytes(packed);
    write("\nendstream\nendobj\n");
    return number;
  }

  private int add(String content) {
    int number = begin();
    write(content + "\nendobj\n");
    return number;
  }

  private int begin() {
    offsets.add(out.size());
    write(offsets.size() + " 0 obj\n");
    return offsets.size();
  }

  /** Adds the page and what points to it; the whole file. */
  byte[] toBytes(double width, double height, String title, int contents, String resources) {
    int page = offsets.size() + 1;
    int pages = page + 1;
    add(
        "<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Contents %d 0 R /Resources %s >>"
            .formatted(
                pages, PathWriter.number(width), PathWriter.number(height), contents, resources));
    add("<< /Type /Pages /Kids [%d 0 R] /Count 1 >>".formatted(page));
    int catalogue = add("<< /Type /Catalog /Pages %d 0 R >>".formatted(pages));
    int info = add("<< /Title <%s> >>".formatted(utf16(title)));
    int table = out.size();
    write("xref\n0 %d\n0000000000 65535 f \n".formatted(offsets.size() + 1));
    for (int offset : offsets) {
      write(String.format(Locale.ROOT, "%010d 00000 n \n", offset));
    }
    write(
        "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
            .formatted(offsets.size() + 1, catalogue, info, table));
    return out.toByteArray();
  }

  /** Text as a string in hexadecimal with a byte order mark, which holds any character. */
  private static String utf16(String text) {
    return HexFormat.of().formatHex(("\uFEFF" + text).getBytes(StandardCharsets.UTF_16BE));
  }

  private void write(String text) {
    out.writeBytes(ascii(text));
  }

  private static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(data);
      deflater.finish();
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 16];
      while (!deflater.finished()) {
        packed.write(buffer, 0, deflater.deflate(buffer));
      }
      return packed.toByteArray();
    } finally {
      deflater.end();
    }
  }
}
