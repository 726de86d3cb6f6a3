extension Table {
    /// Responses contain only ids; a second endpoint returns the content of a report. Creator,
    /// department and template of the list are known only because they were requested, so a record
    /// requested under two departments is a row for each.
    ///
    /// Some clients of this endpoint take "one month" as 31 days and others as 30, and February has
    /// 28: the shortest month is valid under every interpretation.
    static let journal = Table(
        name: "journal",
        summary: "reports submitted in the range; the content of each costs a call",
        label: "汇报记录单号",
        endpoint: Endpoint(
            name: "oa/journal/get_record_list",
            service: .wecom,
            method: .post,
            path: "/cgi-bin/oa/journal/get_record_list",
            page: "https://developer.work.weixin.qq.com/document/path/93393",
            range: RangeParameter(
                start: "starttime", end: "endtime", longest: 28 * 86_400,
                meaning: .chosenByService, recordsPast: true),
            keys: KeyParameters(
                parameters: ["creator", "department", "template_id"].map {
                    KeyParameter(column: $0, form: .filter(list: "filters", key: $0), maximum: 1)
                        .taking(.departments)
                },
                rule: .any),
            choices: [],
            constants: [],
            paging: .counter(
                limit: "limit", maximum: 100, cursor: "cursor", next: "next_cursor", end: "endflag"),
            quota: [Quota(calls: 600, seconds: 60)],
            // Reports may be handed in late, and withdrawn.
            freshness: .after(days: 7, freshFor: 10)),
        rows: RowPath("journaluuid_list"),
        columns: [
            Column(
                name: "journaluuid", type: .text, source: .element, summary: "id of the report",
                label: "汇报记录id", codes: []),
            .asked(
                "creator", .text, "the submitter in the condition; NULL without one", "提单人"
            ).ofPerson,
            .asked(
                "department", .integer,
                "the submitter's department in the condition; NULL without one", "提单人所在部门"
            ).ofDepartment,
            .asked("template_id", .text, "the form in the condition; NULL without one", "模板"),
            .detail("template_name", .text, .text, "name of the form", "汇报表单名称"),
            .detail("report_time", .timestamp, .seconds, "date of the report", "汇报时间"),
            .detail(
                "submitter", .text, .text, "who submitted it", "汇报人", field: "userid",
                inside: "submitter"
            ).ofPerson,
            .detail(
                "receivers", .json, .json, "the recipients, a list of objects with userid", "接收人列表"
            ).listing(.json),
            .detail(
                "contents", .json, .json, "the controls of the form with their contents, a list",
                "汇报内容", inside: "apply_data"
            ).listing(.json),
            .detail(
                "comments", .json, .json,
                "the comments, a list; a commentid is larger than 2^53", "评论列表"
            ).listing(.json),
        ],
        time: nil,
        identity: ["journaluuid", "creator", "department", "template_id"],
        source: .answers,
        detail: Detail(
            endpoint: Endpoint(
                name: "oa/journal/get_record_detail",
                service: .wecom,
                method: .post,
                path: "/cgi-bin/oa/journal/get_record_detail",
                page: "https://developer.work.weixin.qq.com/document/path/93394",
                range: .absent, keys: .none, choices: [], constants: [], paging: .whole,
                quota: .wecomDefault,
                // A report is not rewritten, but may receive comments.
                freshness: FreshnessPolicy(after: nil, freshFor: 6 * 3_600)),
            key: KeyParameter(column: "journaluuid", form: .single("journaluuid"), maximum: 1),
            rows: .object("info")))
}
