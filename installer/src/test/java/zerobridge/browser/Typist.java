package zerobridge.browser;

import java.awt.AWTException;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.event.KeyEvent;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;

/**
 * The program that presses keys on an X display, run in a JVM of its own because a JVM cannot
 * change its display. Reads one order per line from stdin ({@code address TEXT}, {@code keys
 * NAME…}, {@code picture FILE}) and answers each with a line.
 */
final class Typist {

  /** The US layout of a fresh X server: what Shift makes of the key beside it. */
  private static final String SHIFTED = "~`!1@2#3$4%5^6&7*8(9)0_-+={[}]|\\:;\"'<,>.?/";

  /** Browsers drop letters that come faster than their address bar completes. */
  private static final int KEY_MILLIS = 12;

  /**
   * Time for the address bar to take the focus, and to finish a completion; nothing outside tells
   * when.
   */
  private static final int SETTLE_MILLIS = 200;

  private final Robot robot;

  private Typist(Robot robot) {
    this.robot = robot;
  }

  public static void main(String[] args) throws IOException, AWTException {
    Robot robot = new Robot();
    robot.setAutoDelay(KEY_MILLIS);
    Typist typist = new Typist(robot);
    System.out.println("ready");
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      int space = order.indexOf(' ');
      typist.obey(order.substring(0, space), order.substring(space + 1));
      System.out.println("done");
    }
  }

  private void obey(String order, String argument) throws IOException {
    switch (order) {
      case "address" -> {
        chord(KeyEvent.VK_CONTROL, KeyEvent.VK_L);
        robot.delay(SETTLE_MILLIS);
        chord(KeyEvent.VK_CONTROL, KeyEvent.VK_A);
        argument.chars().forEach(c -> type((char) c));
        robot.delay(SETTLE_MILLIS);
        // Drops what the browser appended from its history.
        press(KeyEvent.VK_DELETE);
        press(KeyEvent.VK_ENTER);
      }
      case "escape" -> press(KeyEvent.VK_ESCAPE);
      case "picture" -> {
        Rectangle screen = new Rectangle(Toolkit.getDefaultToolkit().getScreenSize());
        ImageIO.write(robot.createScreenCapture(screen), "png", new File(argument));
      }
      default -> throw new IllegalArgumentException("unknown order " + order);
    }
  }

  private void type(char c) {
    int shifted = SHIFTED.indexOf(c);
    boolean isShifted = shifted >= 0 && shifted % 2 == 0;
    char key = isShifted ? SHIFTED.charAt(shifted + 1) : c;
    int code = KeyEvent.getExtendedKeyCodeForChar(key);
    if (isShifted || Character.isUpperCase(c)) {
      chord(KeyEvent.VK_SHIFT, code);
    } else {
      press(code);
    }
  }

  private void chord(int modifier, int code) {
    robot.keyPress(modifier);
    press(code);
    robot.keyRelease(modifier);
  }

  private void press(int code) {
    robot.keyPress(code);
    robot.keyRelease(code);
  }
}
