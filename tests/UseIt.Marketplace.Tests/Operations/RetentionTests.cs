using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Operations;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests.Operations;

public sealed class RetentionTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private Retention Retention => app.Services.GetRequiredService<Retention>();

    private async Task<Retention.Standing> OfAsync(string name) => (await Retention.ReportAsync()).Single(s => s.Name == name);

    [Fact]
    public async Task what_was_kept_long_enough_goes_and_the_rest_stays()
    {
        var organisation = await app.OrganisationAsync("Grounds", OrganisationKind.Enterprise);
        var person = await app.PersonAsync("Amina Yusuf", organisation, Roles.Member);
        await app.SettledAsync();
        Directory.CreateDirectory(app.Settings.MailFolder);
        var (old, fresh) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var (message, age) in new[] { (old, "731 days"), (fresh, "729 days") })
        {
            await app.SqlAsync(
                $"""
                insert into notifications.inbox (id, person, organisation, kind, subject, link, at)
                values ($1, $2, $3, 'bid-submitted', $3, '/', clock_timestamp() - interval '{age}')
                """,
                message,
                person.Id,
                organisation
            );
            await app.SqlAsync("insert into notifications.delivery values ($1, 'mail', clock_timestamp(), 'sent')", message);
            await File.WriteAllTextAsync(Path.Combine(app.Settings.MailFolder, $"{message:N}.eml"), "a mail");
        }
        Assert.Equal(1, (await OfAsync("messages")).Due);

        Assert.Equal(1, (await Retention.EraseAsync())["messages"]);

        Assert.Equal(0, (await OfAsync("messages")).Due);
        Assert.False(File.Exists(Path.Combine(app.Settings.MailFolder, $"{old:N}.eml")));
        Assert.True(File.Exists(Path.Combine(app.Settings.MailFolder, $"{fresh:N}.eml")));
        Assert.Equal(1, await app.AskAsync<long>($"select count(*) from notifications.inbox where id in ('{old}', '{fresh}')"));
    }

    [Fact]
    public async Task while_the_clock_is_bent_nothing_goes()
    {
        await app.ClockForwardAsync(TimeSpan.FromDays(3000));
        try
        {
            Assert.Empty(await Retention.EraseAsync());
        }
        finally
        {
            await app.SqlAsync("select events.set_clock_offset(interval '0')");
        }
    }

    [Fact]
    public async Task every_class_says_why_and_the_log_is_told_as_kept()
    {
        var platform = await app.OrganisationAsync("Platform", OrganisationKind.Platform);
        var administrator = await app.PersonAsync("Ada Quill", platform, Roles.Administrator);
        var items = (await administrator.Http.ReadAsync("/api/v1/operations/retention"))["items"]!.AsArray();
        Assert.True(items.Count >= 6);
        Assert.All(items, i => Assert.NotEmpty(i!["basis"]!.GetValue<string>()));
        var log = await OfAsync("facts of the log");
        Assert.True(log is { Days: null, IsErased: false, Rows: > 0, Due: 0 });
    }
}
