extension Table {
    /// The window of `getcheckindata` selects attendance days, not instants, and each rule sets the
    /// time at which a day ends: FACTS measured rows ten hours after the window's end. One more day
    /// on each side includes every check-in of the range, at the price of a shorter usable window.
    static let checkin = Table(
        name: "checkin",
        summary:
            "check-ins and missed check-ins of the given users, or of every visible member",
        label: "打卡记录",
        endpoint: Endpoint(
            name: "checkin/getcheckindata",
            service: .wecom,
            method: .post,
            path: "/cgi-bin/checkin/getcheckindata",
            page: "https://developer.work.weixin.qq.com/document/path/14630",
            range: RangeParameter(
                start: "starttime", end: "endtime", longest: 30 * 86_400,
                meaning: .near(column: "checkin_time", padding: 86_400), recordsPast: true),
            keys: KeyParameters(
                parameters: [
                    KeyParameter(
                        column: "userid", form: .list("useridlist"), maximum: 100,
                        suppliedBy: ColumnReference(
                            table: "member", column: "userid", summary: "every visible member"),
                        isInEveryRow: true)
                ],
                rule: .exactlyOne),
            choices: [
                ChoiceParameter(
                    parameter: "opencheckindatatype", column: "checkin_type",
                    options: [
                        .init(send: 2, covers: [.text("外出打卡")]),
                        .init(send: 1, covers: [.text("上班打卡"), .text("下班打卡")]),
                    ],
                    otherwise: 3)
            ],
            constants: [],
            paging: .whole,
            quota: [Quota(calls: 600, seconds: 60)],
            // Missed check-ins are corrected afterwards (补卡), for a month where the rule allows it.
            freshness: .after(days: 31, freshFor: 10)),
        rows: RowPath("checkindata"),
        columns: [
            .text("userid", "who checked in", "用户id").ofPerson,
            .text("groupname", "name of the attendance rule", "打卡规则名称"),
            .text(
                "checkin_type", "kind of check-in", "打卡类型",
                codes: [
                    .code("上班打卡", "start of work"), .code("下班打卡", "end of work"),
                    .code("外出打卡", "outdoors"), .code("仅记录打卡时间和位置", "time and place only"),
                ]),
            .text(
                "exception_type",
                "exceptions, separated by semicolons: 时间异常, 地点异常, 未打卡, wifi异常, 非常用设备; empty when "
                    + "there are none",
                "异常类型", joinedBy: ";",
                codes: [
                    .code("时间异常", "too late or too early"), .code("地点异常", "in another place"),
                    .code("未打卡", "missed"), .code("wifi异常", "on another Wi-Fi network"),
                    .code("非常用设备", "with another device"),
                ]),
            .timestamp(
                "checkin_time", .seconds,
                "time of the check-in; for 未打卡 the time it was due", "打卡时间"),
            .text("location_title", "name of the place", "打卡地点title"),
            .text("location_detail", "address of the place", "打卡地点详情"),
            .text("wifiname", "name of the Wi-Fi network", "打卡wifi名称"),
            .text("notes", "note of the user", "打卡备注"),
            .text("wifimac", "hardware address of the Wi-Fi network", "打卡的MAC地址/bssid"),
            .json("mediaids", "media ids of the attached pictures, a list", "打卡的附件media_id")
                .listing(.text),
            .degrees("lat", "latitude in degrees (GCJ-02); NULL when unknown", "位置打卡地点纬度"),
            .degrees("lng", "longitude in degrees (GCJ-02); NULL when unknown", "位置打卡地点经度"),
            .text("deviceid", "id of the device", "打卡设备id"),
            .timestamp(
                "sch_checkin_time", .seconds, "scheduled time of the check-in", "标准打卡时间"),
            .integer("groupid", "id of the attendance rule", "规则id"),
            .integer("schedule_id", "id of the shift within the rule", "班次id"),
            .integer("timeline_id", "id of the period within the shift", "时段id"),
        ],
        time: "checkin_time",
        identity: [
            "userid", "checkin_time", "checkin_type", "groupid", "schedule_id", "timeline_id",
            "sch_checkin_time", "deviceid", "location_title",
        ])
}
