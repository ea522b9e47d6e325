import HoldfastThreads
import Synchronization
import Testing

@Suite struct InboxTests {
    @Test func whatWasAcceptedIsTakenAfterClose() {
        let inbox = Inbox<Int>()
        #expect(inbox.append(1))
        #expect(inbox.append(2))
        inbox.close()
        #expect(!inbox.append(3))
        #expect(inbox.takeAll() == [1, 2])
        #expect(inbox.takeAll() == nil)
    }

    @Test func severalThreadsShareAnInboxWithoutLossOrRepeat() async {
        let inbox = Inbox<Int>()
        let list = Numbers()
        let threads = (0..<3).map { _ in
            WorkerThread { while let number = inbox.takeFirst() { list.add(number) } }
        }
        for number in 0..<1_000 { #expect(inbox.append(number)) }
        inbox.close()
        for thread in threads { await thread.ended() }
        #expect(list.all.sorted() == Array(0..<1_000))
    }
}

/// Numbers in the order in which tasks and threads added them.
final class Numbers: Sendable {
    private let numbers = Mutex<[Int]>([])
    func add(_ number: Int) { numbers.withLock { $0.append(number) } }
    var all: [Int] { numbers.withLock { $0 } }
}
