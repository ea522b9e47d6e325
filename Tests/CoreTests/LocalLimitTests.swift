import HoldfastConformance
import HoldfastCore
import Testing

@Suite struct LocalLimitTests {
    private let time = VirtualTime()

    @Test func aRateFreesAtTheEndOfThePeriodOfEach() {
        var limiter = RateLimiter(.init(2, per: .seconds(10)), time: time)
        let start = time.now
        #expect(limiter.attempt() == nil)
        time.move(by: .seconds(4))
        #expect(limiter.attempt() == nil)
        #expect(limiter.attempt() == start.advanced(by: .seconds(10)))
        time.move(by: .seconds(6) - .microseconds(1))
        #expect(limiter.attempt() == start.advanced(by: .seconds(10)))
        time.move(by: .microseconds(1))
        #expect(limiter.attempt() == nil)
        #expect(limiter.attempt() == start.advanced(by: .seconds(14)))
    }

    @Test func aBreakerOpensAfterFailuresInARowAndTriesOnce() {
        var breaker = CircuitBreaker(failures: 2, pause: .seconds(5), time: time)
        for _ in 0..<3 {
            breaker.failed()
            #expect(breaker.allows())
            breaker.succeeded()
        }
        breaker.failed()
        breaker.failed()
        let end = time.now.advanced(by: .seconds(5))
        #expect(breaker.state == .open(until: end) && !breaker.allows())
        breaker.succeeded()
        #expect(breaker.state == .open(until: end), "an old call's success")
        time.move(by: .seconds(5) - .microseconds(1))
        #expect(!breaker.allows())
        time.move(by: .microseconds(1))
        #expect(breaker.allows() && !breaker.allows(), "one call is tried")
        breaker.failed()
        #expect(!breaker.allows(), "the trial failed")
        time.move(by: .seconds(5))
        #expect(breaker.allows())
        breaker.succeeded()
        #expect(breaker.state == .closed && breaker.allows())
        breaker.failed()
        #expect(breaker.allows(), "failures are counted anew")
    }
}
