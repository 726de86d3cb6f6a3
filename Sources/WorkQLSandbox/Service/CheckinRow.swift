/// Writes one row of checkin/getcheckindata.
struct CheckinRow {
    let readings: SandboxReadings

    func write(_ row: CheckinRecord, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("userid", row.userid)
            writer.member("groupname", row.groupname)
            writer.member("checkin_type", row.checkinType)
            writer.member("exception_type", row.exceptionType)
            writer.member("checkin_time", row.checkinTime)
            writer.member("location_title", row.locationTitle)
            writer.member("location_detail", row.locationDetail)
            writer.member("wifiname", row.wifiname)
            writer.member("notes", row.notes)
            writer.member("wifimac", row.wifimac)
            writer.member("mediaids", row.mediaids)
            optional("lat", row.lat, &writer)
            optional("lng", row.lng, &writer)
            if let deviceid = row.deviceid {
                writer.member("deviceid", deviceid)
            } else if readings.optionalFields == .empty {
                writer.member("deviceid", "")
            }
            optional("sch_checkin_time", row.schCheckinTime, &writer)
            optional("groupid", row.groupid, &writer)
            optional("schedule_id", row.scheduleID, &writer)
            optional("timeline_id", row.timelineID, &writer)
            if readings.unknownFields { writer.member("checkin_source", 1) }
        }
    }

    private func optional(_ name: StaticString, _ value: Int?, _ writer: inout JSONWriter) {
        if let value {
            writer.member(name, value)
        } else if readings.optionalFields == .empty {
            writer.member(name, 0)
        }
    }
}

extension Window {
    /// - Parameter begin: the start of the attendance day of the instant.
    func holds(
        _ instant: Int, dayFrom begin: Int, _ reading: SandboxReadings.CheckinWindow
    ) -> Bool {
        switch reading {
        case .instant: return contains(instant)
        case .attendanceDay: return contains(begin)
        case .attendanceDayTouched: return begin < until && begin + Day.length > start
        case .attendanceDayWhole: return begin >= start && begin + Day.length <= until
        }
    }
}
