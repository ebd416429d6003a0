package zerobridge.tracker;

import com.code_intelligence.jazzer.junit.FuzzTest;

class UdpAnswerFuzz {
  @FuzzTest(maxDuration = "40s")
  void read(byte[] bytes) {
    AnswerTargets.udp(bytes);
  }
}
