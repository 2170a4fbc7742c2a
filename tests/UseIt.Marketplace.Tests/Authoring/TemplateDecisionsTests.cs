using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.Tests.Authoring;

public sealed class TemplateDecisionsTests
{
    private const string Path = "reports/contract-return/report.html.sbn";
    private const string Shipped = "aa";

    private static readonly Guid Id = TemplateShelf.IdOf(Path);
    private static readonly Guid Ada = Guid.NewGuid();
    private static readonly Actor Author = new(Ada, Guid.NewGuid(), new HashSet<string> { Roles.Administrator }, "membership:x");
    private static readonly string Digest = TemplateShelf.Digest("New\n");
    private static readonly object First = new TemplatePublished(Id, Path, 1, "bb", Shipped, Ada);
    private static readonly object Restored = new ShippedTemplateRestored(Id, Path, 2, Shipped, Ada);

    [Fact]
    public void what_renders_is_published_once_and_by_whoever_saw_what_is_there()
    {
        Publish("New\r\n", 0).Facts(new TemplatePublished(Id, Path, 1, Digest, Shipped, Ada));
        Publish("New\n", 1, First).Facts(new TemplatePublished(Id, Path, 2, Digest, Shipped, Ada));
        Publish("New\n", 2, First, Restored).Facts(new TemplatePublished(Id, Path, 3, Digest, Shipped, Ada));
        // The same again is done already, whatever version its author saw.
        Publish("New\n", 0, new TemplatePublished(Id, Path, 1, Digest, Shipped, Ada)).Nothing();
        Publish("New\n", 0, First).Refused("template-changed-meanwhile");
        Publish(" ", 0).Refused("template-missing");
        PublishWrong("New\n", ["reports/x.sbn(1,2) : error : a", "b"]).Refused("template-broken", "template-broken");
    }

    [Fact]
    public void going_back_to_the_programs_own_is_a_version_too()
    {
        Restore(0).Nothing();
        Restore(1, First).Facts(new ShippedTemplateRestored(Id, Path, 2, Shipped, Ada));
        Restore(0, First).Refused("template-changed-meanwhile");
        Restore(2, First, Restored).Nothing();
        Spec.Given<AuthoredTemplate>(First)
            .When(
                (AuthoredTemplate t) =>
                    RestoreShippedTemplateHandler.Handle(new RestoreShippedTemplate(Id, 1), t, new(Path, Shipped, ["wrong"]), Author)
            )
            .Refused("template-broken");
    }

    [Fact]
    public void reports_are_written_by_programme_managers_too_and_letters_by_the_platforms_administrators_alone()
    {
        var manager = Author with { Roles = new HashSet<string> { Roles.ProgrammeManager } };
        var member = Author with
        {
            Roles = new HashSet<string> { Roles.Member, Roles.Author, Roles.OrganisationAdministrator },
        };
        foreach (var (actor, report, letter) in new[] { (Author, true, true), (manager, true, false), (member, false, false) })
            Assert.Equal(
                (report, letter, letter),
                (
                    TemplateAuthors.May(actor, Path),
                    TemplateAuthors.May(actor, "letters/invitation/letter.txt.sbn"),
                    TemplateAuthors.May(actor, "notices/contract-award/notice.txt.sbn")
                )
            );
    }

    private static Then Publish(string text, int seen, params object[] facts) => Tried(text, seen, [], facts);

    private static Then PublishWrong(string text, string[] mistakes) => Tried(text, 0, mistakes, []);

    private static Then Tried(string text, int seen, string[] mistakes, object[] facts) =>
        Spec.Given<AuthoredTemplate>(facts)
            .When(
                (AuthoredTemplate t) =>
                    PublishTemplateHandler.Handle(new PublishTemplate(Id, text, seen), t, new(Path, Shipped, mistakes), Author)
            );

    private static Then Restore(int seen, params object[] facts) =>
        Spec.Given<AuthoredTemplate>(facts)
            .When(
                (AuthoredTemplate t) =>
                    RestoreShippedTemplateHandler.Handle(new RestoreShippedTemplate(Id, seen), t, new(Path, Shipped, []), Author)
            );
}

/// <summary>What a page written from a template cannot hold, however it is put.</summary>
public sealed class StillHtmlTests
{
    [Theory]
    [InlineData("<script>fetch('/')</script>")]
    [InlineData("<SCRIPT src=x>")]
    [InlineData("<iframe srcdoc='x'></iframe>")]
    [InlineData("<form action=/x>")]
    [InlineData("<base href=https://evil.example>")]
    [InlineData("<link rel=prefetch href=https://evil.example>")]
    [InlineData("<meta http-equiv=\"refresh\" content=\"0;url=https://evil.example/?Amina\">")]
    [InlineData("<meta/HTTP-EQUIV=refresh>")]
    [InlineData("<p onclick=\"x()\">")]
    [InlineData("<svg/onload=x>")]
    [InlineData("<a href=\"https://evil.example/?Amina\">more</a>")]
    [InlineData("<a href=//evil.example>more</a>")]
    [InlineData("<a href=\"/\\evil.example\">more</a>")]
    [InlineData("<a href=\"/\t/evil.example\">more</a>")]
    [InlineData("<a href=\"java&#115;cript:x\">more</a>")]
    [InlineData("<a href='evil.example'>more</a>")]
    [InlineData("<img src=https://evil.example/Amina.png>")]
    [InlineData("<image xlink:href=\"https://evil.example/\" />")]
    // A browser ends a title at its end tag, whatever quotes were open.
    [InlineData("<title><a title=\"</title><script>x</script>\">")]
    [InlineData("<title><a title=\"</title><a href='//evil.example'>x</a>\">")]
    // It ends an empty comment at once.
    [InlineData("<!--><script>x</script>-->")]
    public void what_acts_or_leads_away_is_refused(string html)
    {
        var error = Assert.Throws<TemplateException>(() => Check(html, "<p>{{ x }}</p>"));
        Assert.StartsWith("t.sbn(1,1) : error : ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "<!DOCTYPE html><html lang=\"en-GB\"><head><meta charset=\"utf-8\"><title>1 < 2</title></head><body><p>x</p></body></html>"
    )]
    [InlineData("<a href=\"/reports/1\">x</a><a href=\"#top\">x</a><a href=\"?x=1\">x</a>")]
    [InlineData("<img alt='' src=\"data:image/png;base64,AAAA\">")]
    [InlineData("<p>5 &lt; 6 and a<3</p>")]
    [InlineData("<svg viewBox=\"0 0 1 1\"><title>x</title><rect width=\"1\"/></svg>")]
    // An address that stands whole in the template carries nothing of what the page shows.
    [InlineData("<a href=\"https://www.gov.uk/guidance\">the guidance</a>")]
    public void text_tables_pictures_and_links_stay(string html) => Check(html, "<a href=\"https://www.gov.uk/guidance\">the guidance</a>");

    private static void Check(string html, string template) =>
        StillHtml.Check(html, new TemplateSet(new Dictionary<string, string> { ["t.sbn"] = template }), "t.sbn");
}
