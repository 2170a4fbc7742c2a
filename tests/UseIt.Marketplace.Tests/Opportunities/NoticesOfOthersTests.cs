using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Opportunities;
using UseIt.Marketplace.Tests.OpenData;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Opportunities;

/// <summary>What publishers write, in all forms: understood, or left out, or refused, and never a stop for others.</summary>
public sealed class NoticesOfOthersTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly string Whole = """
        {"ocid":"ocds-zz4tst-whole","id":"1","date":"2026-11-01T09:00:00Z","tag":["tender"],"initiationType":"tender",
         "title":"A release","description":"About it","language":"en",
         "buyer":{"id":"b","name":"Order town"},
         "parties":[{"id":"b","name":"Order town","roles":["buyer"],"identifier":{"scheme":"GB-COH","id":"1"},
           "address":{"locality":"Ladywood","postalCode":"B16 8SZ"},
           "contactPoint":{"name":"Ottoline Quennell","email":"o.quennell@example.org","telephone":"0121 496 0123","url":"https://example.org/"}}],
         "planning":{"rationale":"Because","budget":{"description":"Money","amount":{"amount":5,"currency":"GBP"}},
           "documents":[{"id":"p1","documentType":"plannedProcurementNotice","url":"https://example.org/p"}]},
         "tender":{"id":"t","title":"Grass cutting","description":"Ask Ottoline Quennell on 0121 496 0123","status":"active",
           "procurementMethod":"open","mainProcurementCategory":"services","submissionMethod":["electronicSubmission"],
           "value":{"amount":1000.50,"currency":"GBP"},"tenderPeriod":{"startDate":"2026-11-01T09:00:00Z","endDate":"2027-03-01T12:00:00Z"},
           "classification":{"scheme":"CPV","id":"77310000","description":"Planting"},
           "items":[{"id":"1","quantity":3,"unit":{"name":"park","value":{"amount":2,"currency":"GBP"}},
             "classification":{"scheme":"CPV","id":"77314000"},"additionalClassifications":[{"scheme":"CPV","id":"77310000-6"}],
             "deliveryAddresses":[{"region":"UKG31","locality":"Birmingham","postalCode":"B16 8SZ"}],"deliveryAddress":{"locality":"Aston"}}],
           "lots":[{"id":"l1","title":"North","description":"The north","status":"active","value":{"amount":500,"currency":"GBP"},
             "suitability":{"vcse":true},"otherRequirements":{"reservedParticipation":["vcse"]}}],
           "suitability":{"vcse":true},"otherRequirements":{"reservedParticipation":["publicServiceMissionOrganization"]},
           "documents":[{"id":"d","documentType":"tenderNotice","title":"Notice","url":"https://example.org/n","format":"text/html"}],
           "milestones":[{"id":"m","title":"Start","status":"scheduled","dueDate":"2027-01-01T00:00:00Z"}]},
         "awards":[{"id":"a","title":"To somebody","status":"active","date":"2026-12-01T00:00:00Z","value":{"amount":900,"currency":"GBP"},
           "suppliers":[{"id":"s","name":"Somebody"}],"items":[{"id":"1"}],"relatedLots":["l1"],
           "documents":[{"id":"ad","documentType":"awardNotice","url":"https://example.org/a"}]}],
         "contracts":[{"id":"c","awardID":"a","status":"active","value":{"amount":900,"currency":"GBP"},
           "documents":[{"id":"cd","documentType":"contractNotice","url":"https://example.org/c"}]}],
         "relatedProcesses":[{"id":"r","relationship":["framework"],"scheme":"ocid","identifier":"ocds-zz4tst-other"}]}
        """;

    private static readonly string[] Odd =
    [
        "null",
        "true",
        "5",
        "-1",
        "1e300",
        "79228162514264337593543950335",
        "\"\"",
        "\"a text\"",
        "\"\\u202e\\u200b\\t'\\\\%_<b>{{7*7}}\"",
        $"\"{new string('x', 60_000)}\"",
        "[]",
        "[null]",
        "[\"a\",5,{}]",
        "[[1]]",
        "{}",
        "{\"id\":{},\"name\":[],\"amount\":\"5\",\"currency\":\"gbp\",\"url\":7}",
        "[{\"id\":\"1\",\"name\":\"x\"},{\"id\":\"1\"}]",
    ];

    [FactWithSharedData]
    public void whatever_stands_in_a_field_the_notice_is_read_written_and_given_out_again()
    {
        var paths = new List<string>();
        Paths(JsonNode.Parse(Whole), "", paths);
        var (tried, schema) = (0, new OcdsSchema());
        foreach (var path in paths)
        foreach (var odd in Odd)
        {
            var file = Write("odd.jsonl", Changed(path, odd).ToJsonString());
            foreach (var found in OcdsFile.Read(file))
                if (found is Found.Release { Value: var release })
                    Take(release, schema, $"{path} = {(odd.Length > 100 ? odd[..100] : odd)}");
                else
                    Assert.NotEmpty(Assert.IsType<Found.Problem>(found).What);
            tried++;
        }
        Assert.True(tried > 1500, $"{tried}");
    }

    private static void Take(SourceRelease release, OcdsSchema schema, string what)
    {
        try
        {
            var row = NoticeReading.Read(release.Ocid, release.Source, JsonObject.Create(release.Release)!, release.Source.ReleaseDate);
            var again = JsonSerializer.Deserialize<OpportunityRow>(
                JsonSerializer.SerializeToUtf8Bytes(row, EventJson.Options),
                EventJson.Options
            );
            Assert.Equal(row.Value, again!.Value);
            _ = OcdsMerge.Merge(OcdsMerge.Merge(null, JsonObject.Create(release.Release)!), JsonNode.Parse(Whole)!.AsObject());
            var fit = ForeignRelease.Fit(JsonObject.Create(release.Release)!);
            Assert.Empty(
                schema.Problems(ReleasePackages.Around("urn:x", "2026-11-01T09:00:00Z", false, "urn:y", "releases", new JsonArray(fit)))
            );
        }
        catch (Exception e)
        {
            Assert.Fail($"{what}: {e}");
        }
    }

    [Fact]
    public async Task the_search_goes_on_after_each_of_them()
    {
        var paths = new List<string>();
        Paths(JsonNode.Parse(Whole), "", paths);
        var lines = new List<string>();
        foreach (var path in paths.Where(p => p is not ("/ocid" or "/id" or "/date" or "/tag")))
        foreach (var odd in Odd)
        {
            var release = Changed(path, odd);
            release["ocid"] = $"ocds-zz4tst-odd-{lines.Count}";
            lines.Add(release.ToJsonString());
        }
        var file = Write("all-odd.jsonl", string.Join('\n', lines));
        await ImportAsync(file);
        await app.SettledAsync();
        Assert.Equal(0, await app.AskAsync<long>("select count(*) from events.paused_view"));
        var http = await app.ClientAsync();
        Assert.NotEmpty((await http.ReadAsync("/api/v1/opportunities?q=grass&limit=100"))["items"]!.AsArray());
        for (string? after = ""; after is not null; )
        {
            var page = await http.ReadAsync($"/api/v1/opportunities?limit=100&after={Uri.EscapeDataString(after)}");
            after = page["next"]?.GetValue<string>();
        }
    }

    [Theory]
    [InlineData("Bids by 03-12-2026 10:30 please", null)]
    [InlineData("Site visit 05 01 2027 at 09 30", null)]
    [InlineData("Questions by 02-03-2027 1700 hrs", null)]
    [InlineData("Lots 01 02 03 04 05 06 07", null)]
    [InlineData("Ref 0715 2024 0031", null)]
    [InlineData("Drawing 01 1234 5678 90", null)]
    [InlineData("Account 02345678 90", null)]
    [InlineData("Code 01-2345-6789 applies", null)]
    [InlineData("UPRN 010001234567", null)]
    [InlineData("Period 01-04-2027 31-03-2029", null)]
    [InlineData("Postcode areas 01 02, budget 0345000000", null)]
    [InlineData("SKU 012345678901", null)]
    [InlineData("Between 2026-12-03 0900 and 1030", null)]
    [InlineData("Call +380 44 281 42 87", "Call #")]
    [InlineData("Call +49 30 901820 today", "Call # today")]
    [InlineData("Phone (0121) 496 0123", "Phone #")]
    [InlineData("07700 900123", "#")]
    [InlineData("Tel. 0121-496-0124.", "Tel. #.")]
    [InlineData("ring 0121 4960125 or 01214960126", "ring # or #")]
    [InlineData("020 7946 0123 0121 496 0127", "# #")]
    [InlineData("+44 (0)121 496 0128, +44121 496 0129", "#, #")]
    [InlineData("01632 960123 ext 4", "# ext 4")]
    public void telephone_numbers_go_and_other_numbers_stay(string text, string? cleaned)
    {
        var release = new JsonObject { ["description"] = text };
        ContactDetails.RemoveFrom(release);
        Assert.Equal(cleaned?.Replace("#", "[contact details removed]") ?? text, release["description"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("Grounds Maintenance", "Grounds Maintenance Framework 2027", "Ask Grounds Maintenance.", true)]
    [InlineData("Social Care", "Adult Social Care Support", "Support for Social Care users", true)]
    [InlineData("Procurement Team", "Minor works", "contact the Procurement Team", true)]
    [InlineData("DST Group", "Sensors", "DST Group will answer", true)]
    [InlineData("Winter Gritting", "Winter gritting of roads", "Winter Gritting in the city", true)]
    [InlineData("Ottoline Quennell", "Minor works", "Ask Ottoline Quennell first", false)]
    [InlineData("Bo Reed", "Reed beds", "Bo Reed knows the way", false)]
    public void a_persons_name_goes_and_the_name_of_an_office_or_of_what_is_bought_stays(
        string contact,
        string title,
        string text,
        bool stays
    )
    {
        var release = new JsonObject
        {
            ["tender"] = new JsonObject { ["title"] = title, ["description"] = text },
            ["parties"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "Order town",
                    ["contactPoint"] = new JsonObject { ["name"] = contact },
                }
            ),
        };
        ContactDetails.RemoveFrom(release);
        Assert.Equal(title, release["tender"]!["title"]!.GetValue<string>());
        Assert.Equal(stays ? text : text.Replace(contact, "[name removed]"), release["tender"]!["description"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"amount":1000,"currency":"gbp"}""", null)]
    [InlineData("""{"amount":1000,"currency":"US$"}""", null)]
    [InlineData("""{"amount":1000,"currency":"грн"}""", null)]
    [InlineData("""{"amount":"1000","currency":"GBP"}""", null)]
    [InlineData("""{"amount":1000}""", null)]
    [InlineData("5000", null)]
    [InlineData("\"5000 GBP\"", null)]
    [InlineData("""{"amount":1000.5,"currency":"EUR"}""", "€1,000.50")]
    public void an_amount_without_its_currency_is_no_value(string value, string? shown)
    {
        var row = Read($$$"""{"tender":{"title":"x","value":{{{value}}}}}""");
        Assert.Equal(shown, row.Value?.ToString());
    }

    [Theory]
    [InlineData(
        """{"tender":{"status":"active"},"awards":[{"status":"cancelled","value":{"amount":1200,"currency":"GBP"}}]}""",
        "Open",
        null
    )]
    [InlineData(
        """{"tender":{"status":"active"},"awards":[{"status":"active","value":{"amount":1200,"currency":"GBP"}}]}""",
        "Awarded",
        "£1,200"
    )]
    [InlineData(
        """{"tender":{"status":"complete"},"awards":[{"value":{"amount":1200,"currency":"GBP"}},{"value":{"amount":55000,"currency":"GBP"}},{"value":{"amount":910000,"currency":"GBP"}}]}""",
        "Awarded",
        "£966,200"
    )]
    [InlineData(
        """{"tender":{"status":"active","lots":[{"id":"1","status":"complete"},{"id":"2","status":"active"}]},"awards":[{"status":"active","value":{"amount":1200,"currency":"GBP"}}]}""",
        "Open",
        "£1,200"
    )]
    [InlineData("""{"tender":{"status":"complete"},"awards":[{"status":"unsuccessful"}]}""", "Closed", null)]
    [InlineData(
        """{"tender":{"status":"complete"},"awards":[{"value":{"amount":1,"currency":"GBP"}},{"value":{"amount":2,"currency":"EUR"}}]}""",
        "Awarded",
        null
    )]
    public void status_and_value_come_from_awards_that_are_some(string notice, string status, string? value)
    {
        var row = Read(notice);
        Assert.Equal(status, row.Status.ToString());
        Assert.Equal(value, row.Value?.ToString());
    }

    [Fact]
    public async Task a_date_without_a_time_is_open_through_its_day_and_what_is_over_is_not_open()
    {
        var row = Read("""{"tender":{"title":"x","tenderPeriod":{"endDate":"2026-07-29"}}}""");
        Assert.Equal(new DateTimeOffset(2026, 7, 29, 23, 0, 0, TimeSpan.Zero), row.Deadline);
        Assert.Equal(new DateOnly(2026, 7, 29), row.ClosesOn);

        await ImportAsync(
            Write(
                "over.jsonl",
                """{"ocid":"ocds-zz4tst-over","id":"1","date":"2019-05-01T09:00:00Z","tag":["tender"],"tender":{"id":"t","title":"Long over","status":"active","tenderPeriod":{"endDate":"2019-05-29T12:00:00Z"}}}"""
                    + "\n"
                    + """{"ocid":"ocds-zz4tst-day","id":"1","date":"2026-11-01T09:00:00Z","tag":["tender"],"tender":{"id":"t","title":"By the day","status":"active","tenderPeriod":{"endDate":"2999-11-29"}}}"""
            )
        );
        await app.SettledAsync();
        var http = await app.ClientAsync();
        var over = await http.ReadAsync($"/api/v1/opportunities/{Notice.IdOf("ocds-zz4tst-over")}");
        Assert.Equal("Closed", over["status"]!.GetValue<string>(), ignoreCase: true);
        var page = await http.GetStringAsync($"/opportunities/{Notice.IdOf("ocds-zz4tst-day")}");
        Assert.Contains("29 November 2999", page);
        Assert.DoesNotContain("midnight", page);
    }

    [Fact]
    public async Task amounts_of_other_currencies_are_not_found_by_pounds()
    {
        static string Line(string currency, decimal amount) =>
            $$$"""{"ocid":"ocds-zz4tst-cur-{{{currency}}}","id":"1","date":"2026-11-01T09:00:00Z","tag":["tender"],"tender":{"id":"t","title":"Valuetest {{{currency}}}","status":"active","value":{"currency":"{{{currency}}}","amount":{{{amount}}} } } }""";
        await ImportAsync(
            Write("currencies.jsonl", string.Join('\n', Line("GBP", 2_500_000), Line("COP", 2_500_000), Line("IRR", 2_400_000)))
        );
        await app.SettledAsync();
        var found = await (await app.ClientAsync()).ReadAsync("/api/v1/opportunities?q=Valuetest&valueFrom=2000000");
        Assert.Equal(["Valuetest GBP"], found["items"]!.AsArray().Select(i => i!["title"]!.GetValue<string>()));
    }

    [Fact]
    public async Task what_is_too_long_for_an_index_is_searched_by_its_beginning_and_what_nobody_is_called_is_refused()
    {
        var long_ = string.Join(' ', Enumerable.Range(0, 150_000).Select(n => $"word{n:x}"));
        var release = JsonNode.Parse(Whole)!.AsObject();
        release["ocid"] = "ocds-zz4tst-long";
        release["tender"]!["title"] = $"Endless hedge {new string('y', 4000)}";
        release["tender"]!["description"] = long_;
        release["buyer"]!["name"] = long_;
        release["tender"]!["lots"]![0]!["description"] = long_;
        var publisher = JsonNode.Parse(Whole)!.AsObject();
        publisher["ocid"] = "ocds-zz4tst-publisher";
        var named = new JsonObject
        {
            ["publisher"] = new JsonObject { ["name"] = new string('p', 4900) },
            ["releases"] = new JsonArray(publisher),
        };

        Assert.Equal("1 imported, 0 updated, 0 unchanged, 0 rejected", await ImportAsync(Write("long.json", release.ToJsonString())));
        Assert.EndsWith("1 rejected", await ImportAsync(Write("publisher.json", named.ToJsonString())));
        await app.SettledAsync();
        Assert.Equal(0, await app.AskAsync<long>("select count(*) from events.paused_view"));
        Assert.Single((await (await app.ClientAsync()).ReadAsync("/api/v1/opportunities?q=%22endless+hedge%22"))["items"]!.AsArray());
    }

    [Fact]
    public void a_file_that_is_not_utf8_is_told_so_and_nothing_mangled_is_kept()
    {
        var text = Whole.ReplaceLineEndings("").Replace("Order town", "Örder town");
        Assert.Contains("not UTF-8", Problem(WriteBytes("latin1.json", Encoding.Latin1.GetBytes(text))));
        Assert.Contains(
            "not UTF-8",
            Problem(WriteBytes("utf16.json", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)]))
        );
        Assert.Contains("not UTF-8", Problem(WriteBytes("utf16-bare.json", Encoding.Unicode.GetBytes(text))));
        var lines = OcdsFile
            .Read(WriteBytes("latin1.jsonl", [.. Encoding.Latin1.GetBytes(text), (byte)'\n', .. Encoding.UTF8.GetBytes(text)]))
            .ToArray();
        Assert.Contains("not UTF-8", Assert.IsType<Found.Problem>(lines[0]).What);
        Assert.IsType<Found.Release>(lines[1]);
        Assert.IsType<Found.Release>(
            Assert.Single(OcdsFile.Read(WriteBytes("bom.json", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text)])))
        );

        static string Problem(string file) => Assert.IsType<Found.Problem>(Assert.Single(OcdsFile.Read(file))).What;
    }

    [Theory]
    [InlineData(
        """{"ocid":"o","releases":[{"url":"https://example.org/r","date":"2026-11-01T09:00:00Z","tag":["tender"]}],"compiledRelease":#}""",
        1
    )]
    [InlineData("""{"ocid":"o","compiledRelease":#}""", 1)]
    [InlineData("""{"releases":[#,#],"ocid":"o"}""", 2)]
    [InlineData("""{"records":[{"ocid":"o","compiledRelease":#}]}""", 1)]
    public void a_record_on_its_own_is_read_as_in_its_package(string form, int releases)
    {
        var text = form.Replace("#", Whole.ReplaceLineEndings(""));
        foreach (var name in new[] { "record.json", "record.jsonl" })
            Assert.Equal(releases, OcdsFile.Read(Write(name, text)).Count(f => f is Found.Release));
    }

    private static OpportunityRow Read(string notice) =>
        NoticeReading.Read(
            "ocds-zz4tst-1",
            new NoticeSource("Test publisher", null, null, "1", DateTimeOffset.UnixEpoch),
            JsonNode.Parse(notice)!.AsObject(),
            DateTimeOffset.UnixEpoch
        );

    private static void Paths(JsonNode? node, string path, List<string> paths)
    {
        if (path.Length > 0)
            paths.Add(path);
        if (node is JsonObject o)
            foreach (var (name, value) in o)
                Paths(value, $"{path}/{name}", paths);
        else if (node is JsonArray list)
            for (var i = 0; i < list.Count; i++)
                Paths(list[i], $"{path}/{i}", paths);
    }

    private static JsonObject Changed(string path, string value)
    {
        var release = JsonNode.Parse(Whole)!.AsObject();
        var steps = path[1..].Split('/');
        JsonNode holder = release;
        foreach (var step in steps[..^1])
            holder = holder is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)]! : holder[step]!;
        if (holder is JsonArray last)
            last[int.Parse(steps[^1], CultureInfo.InvariantCulture)] = JsonNode.Parse(value);
        else
            holder[steps[^1]] = JsonNode.Parse(value);
        return release;
    }

    private static string Write(string name, string text) => WriteBytes(name, Encoding.UTF8.GetBytes(text));

    private static string WriteBytes(string name, byte[] bytes)
    {
        var path = Path.Combine(Scratch, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static readonly string Scratch = TestFolders.Scratch();

    private async Task<string> ImportAsync(string file)
    {
        var output = new StringWriter();
        Assert.Equal(0, await ImportOcds.RunAsync(app.Services, [file], strict: false, output));
        return output.ToString().TrimEnd().Split(Environment.NewLine)[^1];
    }
}
