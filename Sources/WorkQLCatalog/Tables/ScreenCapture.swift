extension Table {
    /// The page does not state whether `userid_list` and `department_id_list` together mean AND or
    /// OR, so a call contains at most one of them.
    static let screenCapture = Table(
        name: "screen_capture",
        summary: "screenshots and screen recordings made in WeCom",
        label: "截屏/录屏管理",
        endpoint: Endpoint(
            name: "security/get_screen_oper_record",
            service: .wecom,
            method: .post,
            path: "/cgi-bin/security/get_screen_oper_record",
            page: "https://developer.work.weixin.qq.com/document/path/100128",
            range: RangeParameter(
                start: "start_time", end: "end_time", longest: 14 * 86_400,
                meaning: .instants(of: "time"), recordsPast: true),
            keys: KeyParameters(
                parameters: [
                    KeyParameter(
                        column: "userid", form: .list("userid_list"), maximum: 100,
                        isInEveryRow: true),
                    KeyParameter(
                        column: "department_id", form: .list("department_id_list"), maximum: 100
                    ).taking(.departments),
                ],
                rule: .atMostOne),
            choices: [
                ChoiceParameter(
                    parameter: "screen_shot_type", column: "screen_shot_type",
                    options: (1...6).map { .init(send: $0, covers: [.integer(Int64($0))]) },
                    otherwise: nil)
            ],
            constants: [],
            paging: .cursor(
                limit: "limit", maximum: 1000, cursor: "cursor", next: "next_cursor",
                more: "has_more"),
            quota: .wecomDefault,
            // A log: a device that was offline may upload its records later.
            freshness: .after(days: 3, freshFor: 10)),
        rows: RowPath("record_list"),
        columns: [
            .timestamp("time", .secondsOrMilliseconds, "when it was captured", "操作时间"),
            .text("userid", "who captured", "企业用户账号id").ofPerson,
            .integer(
                "department_id", "department of that user; NULL when the app may not see it",
                "企业用户部门id"
            ).ofDepartment,
            .integer(
                "screen_shot_type", "what was captured", "截屏内容的类型",
                codes: [
                    .code(1, "聊天", "chat"), .code(2, "通讯录", "contacts"), .code(3, "邮件", "mail"),
                    .code(4, "文件", "file"), .code(5, "日程", "calendar"), .code(6, "其他", "other"),
                ]),
            .text("screen_shot_content", "the content in words, with a file's name", "截屏内容"),
            .text(
                "system", "operating system of the user", "企业用户的操作系统",
                codes: [.code("iOS", "an iPhone"), .code("iPad", "an iPad")]),
        ],
        time: "time",
        identity: [])
}

extension [Quota] {
    /// The quotas of every WeCom endpoint whose page does not specify lower ones.
    static let wecomDefault = [
        Quota(calls: 10_000, seconds: 60), Quota(calls: 150_000, seconds: 3_600),
    ]
}
