/// The response of checkin/getcheckindata if everybody follows the same pattern every day.
///
/// A row of each kind is written once for each person, in the same way as any row, and then copied
/// with other times: a million rows then take a server a second instead of half a minute. This is
/// not possible if rows must be sorted or corrected, or if they are before September 2001, when
/// seconds had nine digits.
struct RegularCheckinPage {
    private let regular: RegularCheckins
    private let readings: SandboxReadings
    private let window: Window
    private let type: Int
    private let present: Int

    /// The first instant whose seconds have ten digits.
    private static let tenDigits = 1_000_000_000

    /// - Returns: nil if rows must be written one by one.
    init?(
        _ regular: RegularCheckins, _ readings: SandboxReadings, window: Window, type: Int,
        present: Int
    ) {
        guard readings.rowOrder == .natural, readings.corrections.isEmpty,
            window.start > RegularCheckinPage.tenDigits + 2 * Day.length
        else { return nil }
        self.regular = regular
        self.readings = readings
        self.window = window
        self.type = type
        self.present = present
    }

    func bytes(of people: [Company.Person]) -> [UInt8] {
        var bytes = Array(#"{"errcode":0,"errmsg":"ok","checkindata":["#.utf8)
        let days =
            CheckinRule.fixed.attendanceDay(of: window.until).number
            - CheckinRule.fixed.attendanceDay(of: window.start).number + 1
        bytes.reserveCapacity(256 + people.count * days * regular.perDay * 620)
        var isFirst = true
        for person in people { append(&bytes, of: person, &isFirst) }
        bytes += (readings.unknownFields ? #"],"request_id":"sandbox"}"# : "]}").utf8
        return bytes
    }

    private func append(_ bytes: inout [UInt8], of person: Company.Person, _ isFirst: inout Bool) {
        var templates: [Template?] = Array(repeating: nil, count: RegularCheckins.Kind.count)
        let isWanted = [RegularCheckins.Turn.first, .between, .last].map {
            CheckinService.holds($0.checkinType, type)
        }
        let rule = CheckinRule.fixed
        let first = rule.attendanceDay(of: window.start).number
        let last = rule.attendanceDay(of: window.until).number
        for number in first...last {
            let day = Day(number: number)
            for index in 0..<regular.perDay {
                let (second, kind) = regular.checkin(index, of: person.index, on: number)
                guard isWanted[kind.turn.rawValue], day.start + second <= present,
                    window.holds(
                        day.start + second, dayFrom: day.start + rule.cut, readings.checkinWindow)
                else { continue }
                let template = templates[kind.number] ?? self.template(of: person, kind, on: day)
                templates[kind.number] = template
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                template.append(to: &bytes, time: day.start + second, midnight: day.start)
            }
        }
    }

    private func template(
        of person: Company.Person, _ kind: RegularCheckins.Kind, on day: Day
    ) -> Template {
        let record = regular.record(of: person, kind, on: day, at: day.start)
        var writer = JSONWriter(capacity: 640)
        CheckinRow(readings: readings).write(record, &writer)
        return Template(writer.bytes, due: record.schCheckinTime.map { $0 - day.start })
    }

    /// A written row, and the offsets of its times in it.
    private struct Template {
        private let bytes: [UInt8]
        private let time: Int
        private let due: (index: Int, offset: Int)?

        /// - Parameter due: seconds after midnight.
        init(_ bytes: [UInt8], due: Int?) {
            self.bytes = bytes
            time = Template.end(of: #","checkin_time":"#, in: bytes)
            self.due = due.map {
                (Template.end(of: #","sch_checkin_time":"#, in: bytes), $0)
            }
        }

        func append(to all: inout [UInt8], time: Int, midnight: Int) {
            let start = all.count
            all.append(contentsOf: bytes)
            Template.write(time, at: start + self.time, &all)
            if let due { Template.write(midnight + due.offset, at: start + due.index, &all) }
        }

        private static func write(_ seconds: Int, at index: Int, _ bytes: inout [UInt8]) {
            var rest = seconds
            for digit in stride(from: index + 9, through: index, by: -1) {
                bytes[digit] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
        }

        private static func end(of name: String, in bytes: [UInt8]) -> Int {
            let name = Array(name.utf8)
            let index = bytes.indices.first { bytes[$0...].starts(with: name) }
            return (index ?? 0) + name.count
        }
    }
}
