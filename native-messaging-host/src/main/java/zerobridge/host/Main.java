package zerobridge.host;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * Started by a browser for one extension port. The browser checks who may connect (the manifest
 * names the extension), passes its identity as arguments and ends the process by closing stdin.
 */
public final class Main {
  private Main() {}

  /**
   * Relays until the browser leaves. Exit code 0 then, 1 when the framing breaks.
   *
   * @param arguments Chromium: the extension's origin; Firefox: manifest path and add-on id
   */
  public static void main(String[] arguments) throws IOException {
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    // Any stray line on stdout would be read as the length of a frame.
    System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true));
    RunDirectory directory = RunDirectory.ofThisProcess();
    List<String> command = StartCommand.ofThisProcess();
    Relay relay =
        new Relay(
            new FileInputStream(FileDescriptor.in).getChannel(),
            out.getChannel(),
            directory,
            () -> new NodeStarter(directory, command, NodeStarter.PATIENCE));
    try {
      relay.run();
    } catch (IOException e) {
      System.err.println("zerobridge host: " + e.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }
}
