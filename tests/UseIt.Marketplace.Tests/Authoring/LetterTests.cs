using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Accounts;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Authoring;

/// <summary>What letters say, word for word; and that they go out whatever somebody has done to their templates.</summary>
public sealed class LetterTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly DateTimeOffset Sent = new(2026, 6, 26, 16, 0, 3, TimeSpan.Zero);

    public static TheoryData<string, object, string, string> Mails() =>
        new()
        {
            {
                "message",
                new MessageLetter("An award waits for approval", "https://m.example/awards/1"),
                "An award waits for approval",
                "An award waits for approval.\n\nhttps://m.example/awards/1"
            },
            {
                "invitation",
                new InvitationLetter("Amina Yusuf", "Smethwick Threads CIC", true, 14, "https://m.example/account"),
                "You are invited to join an organisation",
                "Amina Yusuf invites you to join Smethwick Threads CIC.\n\n"
                    + "If you know them, sign in with this mail address. Then accept or decline the invitation under “Your account”.\n"
                    + "It stands for 14 days. If you do not know them, do nothing.\n\nhttps://m.example/account"
            },
            {
                "invitation",
                new InvitationLetter(null, null, false, 14, "https://m.example/account"),
                "You are invited to join an organisation",
                "Somebody invites you to join an organisation.\nNobody has checked yet that it is who it says it is.\n\n"
                    + "If you know them, sign in with this mail address. Then accept or decline the invitation under “Your account”.\n"
                    + "It stands for 14 days. If you do not know them, do nothing.\n\nhttps://m.example/account"
            },
            {
                "receipt",
                new ReceiptLetter("12AB-34CD-56EF-1", 1, Sent, "https://m.example/bids/1/receipt"),
                "Your bid is in",
                "Your bid is in. It arrived at 5:00:03pm on Friday 26 June 2026, and stays sealed until the bids are opened.\n\n"
                    + "Your reference number is 12AB-34CD-56EF-1. The receipt is here, to print or to keep as a file:\n"
                    + "https://m.example/bids/1/receipt"
            },
            {
                "late-refusal",
                new LateRefusalLetter("12AB-34CD-56EF-1", 1, Sent, Sent.AddSeconds(-3), "https://m.example/bids/1"),
                "Your bid arrived after the deadline and was not accepted",
                "Your bid arrived at 5:00:03pm on Friday 26 June 2026. The deadline was 5:00pm on Friday 26 June 2026. "
                    + "It was not accepted.\n\nIts reference number is 12AB-34CD-56EF-1. What holds for it is here:\nhttps://m.example/bids/1"
            },
            {
                "result",
                new ResultLetter("https://m.example/awards/1"),
                "The assessment of your bid can be read",
                "The assessment of your bid can be read. It says your scores and those of the winning bid, with the reasons. "
                    + "All bidders are told at the same moment.\n\nhttps://m.example/awards/1"
            },
            {
                "morning",
                new MorningLetter(2, [new("A", "https://m.example/1"), new("B", "https://m.example/2")], null),
                "2 new messages",
                "You have not seen these yet:\n\nA.\nhttps://m.example/1\n\nB.\nhttps://m.example/2"
            },
            {
                "morning",
                new MorningLetter(31, [new("A", "https://m.example/1")], "https://m.example/messages"),
                "31 new messages",
                "You have not seen these yet:\n\nA.\nhttps://m.example/1\n\nAll of them:\nhttps://m.example/messages"
            },
            {
                "morning",
                new MorningLetter(1, [new("A", "https://m.example/1")], null),
                "1 new message",
                "You have not seen this yet:\n\nA.\nhttps://m.example/1"
            },
        };

    [Theory]
    [MemberData(nameof(Mails))]
    public async Task a_mail_says_word_for_word(string name, object model, string subject, string text)
    {
        var written = await WriteAsync(name, model);
        Assert.Equal((subject, text), (written.Subject, written.Text.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task an_award_letter_an_assessment_summary_and_a_notice_say_what_is_recorded()
    {
        var bid = new AssessedBid(
            "Ladywood Grounds CIC",
            1,
            92.5m,
            null,
            [new("Method", 40, 5, 4, 32, "Two teams <b>"), new("Price", 60, 5, null, 60, null)]
        );
        var award = await WriteAsync(
            "award",
            new AwardLetter(
                "Trust",
                "Grounds",
                "Ladywood Grounds CIC",
                "Ladywood Grounds CIC",
                new Money(44_000),
                Sent,
                new(2026, 7, 8),
                false,
                bid
            )
        );
        Assert.True(award.IsHtml);
        foreach (
            var said in new[]
            {
                "<h1>Award letter: Grounds</h1>",
                "From Trust, to Ladywood Grounds CIC. Friday 26 June 2026.",
                "means to award Grounds to Ladywood Grounds CIC for £44,000.00 without VAT.",
                "at the end of Wednesday 8 July 2026. Until then this is not a contract",
                "Ladywood Grounds CIC. Place 1, with 92.5 in total.",
                "<td class=\"n\">4 of 5</td><td class=\"n\">32</td><td>Two teams &lt;b&gt;</td>",
            }
        )
            Assert.Contains(said, award.Text, StringComparison.Ordinal);
        var confirmed = new AwardLetter("Trust", "Grounds", "A", "A", new Money(44_000), Sent, null, true, bid);
        Assert.Contains("The award is confirmed.", (await WriteAsync("award", confirmed)).Text, StringComparison.Ordinal);

        var summary = await WriteAsync(
            "assessment-summary",
            new AssessmentSummaryLetter(
                "Trust",
                "Grounds",
                "Vale Ltd",
                "Ladywood Grounds CIC",
                new Money(44_000),
                Sent,
                null,
                null,
                false,
                bid with
                {
                    Bidder = "Vale Ltd",
                    Rank = null,
                    Total = null,
                },
                bid
            )
        );
        Assert.Contains("Vale Ltd. Not ranked: it did not reach a published minimum.", summary.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("own price", summary.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("standstill", summary.Text, StringComparison.Ordinal);

        var notice = await WriteAsync(
            "contract-award",
            new ContractAwardNotice(
                "Trust",
                "Grounds",
                "Ladywood & Nechells",
                [new("Ladywood Grounds CIC", "Lead"), new("Nechells Joinery", null)],
                new Money(44_000),
                2,
                Sent,
                [new("Method", 40), new("Price", 60)],
                null,
                null,
                null
            )
        );
        Assert.Equal(
            """
            Contract award notice

            Buyer: Trust
            Procurement: Grounds
            Awarded to: Ladywood & Nechells
            Member of the consortium: Ladywood Grounds CIC, Lead
            Member of the consortium: Nechells Joinery
            Value without VAT: £44,000.00
            Bids received: 2
            Assessment summaries sent: 5:00:03pm on Friday 26 June 2026
            Award criteria:
            - Method, 40%
            - Price, 60%
            Standstill: begins with the publication of this notice, where one is due
            """.ReplaceLineEndings("\n"),
            notice.Text.ReplaceLineEndings("\n")
        );
    }

    [Fact]
    public async Task a_letter_that_cannot_go_out_is_not_published_and_one_that_fails_later_gives_way()
    {
        var administrator = await app.PersonAsync(
            "Ada Quill",
            await app.OrganisationAsync("The platform", OrganisationKind.Platform),
            Roles.Administrator
        );
        var at = $"/api/v1/templates/{TemplateShelf.IdOf("letters/message/letter.txt.sbn")}";
        foreach (
            var wrong in new[]
            {
                "{{ sentence }}",
                "\n\n{{ link }}",
                "{{ sentence }}\n\nno link",
                "{{ sentence }}\n\n{{ lnik }}",
                "{{ sentence }}\n\n{{ link }}{{ end }}",
            }
        )
            await administrator.Http.RefusedAsync($"{at}/versions", new { text = wrong, seen = 0 }, "template-broken");
        // What may be missing is tried with nothing there.
        await administrator.Http.RefusedAsync(
            $"/api/v1/templates/{TemplateShelf.IdOf("letters/invitation/letter.txt.sbn")}/versions",
            new { text = "Hello\n\n{{ if !inviter }}{{ nothing_there }}{{ end }}{{ link }}", seen = 0 },
            "template-broken"
        );

        await administrator.Http.DoAsync($"{at}/versions", new { text = "News: {{ sentence }}\n\nLook: {{ link }}", seen = 0 });
        var model = new MessageLetter("It rains", "https://m.example/1");
        Assert.Equal(("News: It rains", "Look: https://m.example/1"), Said(await WriteAsync("message", model)));
        await administrator.Http.DoAsync(
            $"{at}/versions",
            new { text = "News: {{ sentence }}\n\n{{ if sentence == \"It rains\" }}{{ nothing_there }}{{ end }}{{ link }}", seen = 1 }
        );
        Assert.Equal(("It rains", "It rains.\n\nhttps://m.example/1"), Said(await WriteAsync("message", model)));
        Assert.Equal("News: It snows", (await WriteAsync("message", model with { Sentence = "It snows" })).Subject);

        // And through the post: what is published is what is mailed.
        var organisation = await app.OrganisationAsync("Threads", OrganisationKind.Enterprise);
        var mail = $"sixth.{Guid.NewGuid():N}@example.org";
        var amina = await app.PersonAsync("Amina Yusuf", organisation, Roles.OrganisationAdministrator);
        var invitation = $"/api/v1/templates/{TemplateShelf.IdOf("letters/invitation/letter.txt.sbn")}";
        await administrator.Http.DoAsync($"{invitation}/versions", new { text = "Come in\n\n{{ organisation }}: {{ link }}", seen = 0 });
        await amina.Http.DoAsync(
            $"/api/v1/organisations/{organisation}/invitations",
            new
            {
                name = "Sixth Person",
                mail,
                roles = new[] { Roles.Member },
            }
        );
        Assert.Contains($"Threads: {app.Settings.Address}/account", Assert.Single(await app.MailsToAsync(mail)), StringComparison.Ordinal);
        await administrator.Http.DoAsync($"{invitation}/shipped", new { seen = 1 });
        await administrator.Http.DoAsync($"{at}/shipped", new { seen = 2 });
    }

    private static (string? Subject, string Text) Said(WrittenText written) => (written.Subject, written.Text.ReplaceLineEndings("\n"));

    private Task<WrittenText> WriteAsync(string name, object model) =>
        app
            .Services.GetRequiredService<LetterWriter>()
            .WriteAsync(app.Services.GetServices<LetterKind>().Single(k => k.Name == name), model, CancellationToken.None);
}
