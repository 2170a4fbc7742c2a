using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Organisations;

public sealed class PlaceDecisions
{
    private static readonly Guid Trust = Guid.CreateVersion7(),
        Priya = Guid.CreateVersion7(),
        Martin = Guid.CreateVersion7(),
        Sheet = Guid.CreateVersion7();
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly Actor Author = new(
        Priya,
        Trust,
        new HashSet<string> { Roles.Author, Roles.OrganisationAdministrator },
        "membership:1"
    );
    private static readonly Organisation Hospital = Organisation.Empty.Evolve(
        new OrganisationRegistered(Trust, "Icknield Vale Hospitals", [OrganisationKind.Buyer], [], null, null, false)
    );

    private static MembershipGranted Place(Guid person, params string[] roles) => new(Sheet, person, Trust, roles, person);

    [Fact]
    public void the_last_administrator_cannot_leave() =>
        Spec.Given<Membership>(Place(Priya, Roles.OrganisationAdministrator))
            .When(
                (Stream<Membership> m) =>
                    EndMembershipHandler.Handle(new EndMembership(Trust, Priya, "moved"), m, new OtherAdministrators(0), Author)
            )
            .Refused("last-administrator");

    [Fact]
    public void one_of_two_administrators_can_leave() =>
        Spec.Given<Membership>(Place(Priya, Roles.OrganisationAdministrator))
            .When(
                (Stream<Membership> m) =>
                    EndMembershipHandler.Handle(new EndMembership(Trust, Priya, " moved "), m, new OtherAdministrators(1), Author)
            )
            .Facts(new MembershipEnded(new EndMembership(Trust, Priya, "").MembershipId, Priya, Trust, "moved"));

    [Fact]
    public void the_last_administrator_cannot_stop_being_one() =>
        Spec.Given<Membership>(Place(Priya, Roles.OrganisationAdministrator, Roles.Author))
            .When(
                (Membership m) =>
                    ChangeRolesHandler.Handle(
                        new ChangeRoles(Trust, Priya, [Roles.Author]),
                        m,
                        Hospital,
                        Delegations.Empty,
                        new OtherAdministrators(0),
                        Author,
                        Now
                    )
            )
            .Refused("last-administrator");

    [Fact]
    public void a_role_does_not_join_a_duty_somebody_stands_in_for() =>
        Spec.Given<Membership>(Place(Martin, Roles.Evaluator))
            .When(
                (Membership m) =>
                    ChangeRolesHandler.Handle(
                        new ChangeRoles(Trust, Martin, [Roles.Approver]),
                        m,
                        Hospital,
                        Standing(Roles.Author),
                        new OtherAdministrators(1),
                        Author,
                        Now
                    )
            )
            .Refused("duties-would-join");

    [Theory]
    [InlineData(Roles.Evaluator, Roles.Author, null)]
    [InlineData(Roles.Author, Roles.Author, null)]
    [InlineData(Roles.Approver, Roles.Author, "duties-would-join")]
    [InlineData(Roles.Opener, Roles.Author, "duties-would-join")]
    [InlineData(Roles.Evaluator, Roles.Approver, "duty-not-own")]
    [InlineData(Roles.Evaluator, Roles.OrganisationAdministrator, "duty-undelegable")]
    public void a_delegation_cannot_join_two_separated_duties(string receivers, string duty, string? code)
    {
        var given = Spec.Given<Membership>(Place(Martin, receivers))
            .When(
                (Membership m) =>
                    GiveDelegationHandler.Handle(
                        new GiveDelegation(Trust, Sheet, Martin, duty, Now.AddDays(7)),
                        Delegations.Empty,
                        m,
                        new GiveDelegationHandler.Own([.. Author.Roles]),
                        Author,
                        Now
                    )
            );
        if (code is null)
            given.Facts(new DelegationGiven(Sheet, Trust, Priya, Martin, duty, null, null, Now.AddDays(7)));
        else
            given.Refused(code);
    }

    [Fact]
    public void two_delegations_do_not_join_what_one_may_not() =>
        Spec.Given<Membership>(Place(Martin, Roles.Evaluator))
            .When(
                (Membership m) =>
                    GiveDelegationHandler.Handle(
                        new GiveDelegation(Trust, Sheet, Martin, Roles.Author, Now.AddDays(7)),
                        Standing(Roles.Opener),
                        m,
                        new GiveDelegationHandler.Own([Roles.Author]),
                        Author,
                        Now
                    )
            )
            .Refused("duties-would-join");

    [Fact]
    public void an_invitation_is_accepted_in_time_only()
    {
        var invited = new MembershipInvited(Sheet, Martin, Trust, [Roles.Approver], Priya, Now);
        var accept = new AcceptInvitation(Trust, Martin);
        Spec.Given<Membership>(invited)
            .When((Membership m) => AcceptInvitationHandler.Handle(accept, m, Now))
            .Facts(new MembershipAccepted(accept.MembershipId, Martin, Trust));
        Spec.Given<Membership>(invited)
            .When((Membership m) => AcceptInvitationHandler.Handle(accept, m, Now.AddSeconds(1)))
            .Refused("invitation-too-old");
        Spec.Given<Membership>(invited, new MembershipAccepted(Sheet, Martin, Trust))
            .When((Membership m) => AcceptInvitationHandler.Handle(accept, m, Now.AddDays(99)))
            .Nothing();
    }

    [Fact]
    public void a_mandate_goes_from_an_enterprise_to_an_adviser()
    {
        var mandate = new GiveMandate(Trust, Sheet, Martin, Guid.CreateVersion7(), MandatePower.See);
        var adviser = Membership.Empty.Evolve(Place(Martin, Roles.Adviser));
        var enterprise = Hospital with { Kinds = [OrganisationKind.Enterprise] };
        Spec.Given<Mandate>()
            .When((Stream<Mandate> m) => GiveMandateHandler.Handle(mandate, m, enterprise, adviser, Now))
            .Facts(new MandateGiven(Sheet, Trust, Martin, mandate.SupportOrganisationId, MandatePower.See, null, null));
        Spec.Given<Mandate>()
            .When((Stream<Mandate> m) => GiveMandateHandler.Handle(mandate, m, Hospital, adviser, Now))
            .Refused("mandate-of-no-enterprise");
        Spec.Given<Mandate>()
            .When((Stream<Mandate> m) => GiveMandateHandler.Handle(mandate, m, enterprise, Membership.Empty, Now))
            .Refused("mandate-to-no-adviser");
        Spec.Given<Mandate>(new MandateGiven(Sheet, Trust, Martin, Trust, MandatePower.See, null, null))
            .When((Mandate m) => RevokeMandateHandler.Handle(new RevokeMandate(Trust, Sheet, "done"), m))
            .Facts(new MandateRevoked(Sheet, Trust, "done"));
    }

    [Fact]
    public void an_organisation_is_suspended_reinstated_and_closed_for_good()
    {
        object registered = new OrganisationRegistered(Trust, "A", [OrganisationKind.Buyer], [], null, null, false),
            suspended = new OrganisationSuspended(Trust, "audit"),
            closed = new OrganisationClosed(Trust, "merged away");
        Spec.Given<Organisation>(registered)
            .When((Organisation o) => SuspendOrganisationHandler.Handle(new SuspendOrganisation(Trust, "audit"), o))
            .Facts(suspended);
        Spec.Given<Organisation>(registered)
            .When((Organisation o) => SuspendOrganisationHandler.Handle(new SuspendOrganisation(Trust, " "), o))
            .Refused("reason-missing");
        Spec.Given<Organisation>(registered, suspended)
            .When((Organisation o) => ReinstateOrganisationHandler.Handle(new ReinstateOrganisation(Trust, "cleared"), o))
            .Facts(new OrganisationReinstated(Trust, "cleared"));
        Spec.Given<Organisation>(registered, suspended)
            .When((Organisation o) => CloseOrganisationHandler.Handle(new CloseOrganisation(Trust, "merged away"), o))
            .Facts(closed);
        Spec.Given<Organisation>(registered, closed)
            .When((Organisation o) => ReinstateOrganisationHandler.Handle(new ReinstateOrganisation(Trust, "again"), o))
            .Refused("organisation-over");
        Spec.Given<Organisation>(registered, closed)
            .When((Organisation o) => RenameOrganisationHandler.Handle(new RenameOrganisation(Trust, "B"), o))
            .Refused("organisation-over");
        Spec.Given<Organisation>(registered)
            .When((Organisation o) => RenameOrganisationHandler.Handle(new RenameOrganisation(Trust, " B "), o))
            .Facts(new OrganisationRenamed(Trust, "B"));
    }

    private static Delegations Standing(string duty) =>
        Delegations.Empty.Evolve(new DelegationGiven(Guid.CreateVersion7(), Trust, Priya, Martin, duty, null, null, Now.AddDays(1)));
}

public sealed class PlacesOverHttp(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task somebody_new_is_invited_by_mail_accepts_on_the_account_page_and_acts()
    {
        var trust = await app.OrganisationAsync("Icknield Vale Hospitals", OrganisationKind.Buyer);
        var priya = await app.PersonAsync("Priya Nair", trust, Roles.OrganisationAdministrator);
        await priya.Http.DoAsync(
            $"/api/v1/organisations/{trust}/invitations",
            new
            {
                name = "Martin Cole",
                mail = $"martin.{trust:N}@example.org",
                roles = new[] { Roles.Approver },
            }
        );
        var martin = (await app.Services.GetRequiredService<People>().ByMailAsync($"martin.{trust:N}@example.org"))!.Value;
        Assert.Empty((await MeAsync(await app.ClientAsync(martin)))["roles"]!.AsArray());

        using var browser = new Browsing(app);
        const string link = "/sign-in/link";
        var key = await app.Services.GetRequiredService<SignInLinks>().MakeAsync(martin);
        await browser.SendAsync(await browser.GetAsync(link), link, ("Key", key));
        var account = await browser.GetAsync("/account");
        Assert.Contains("Invitation to Icknield Vale Hospitals", account.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync(account, "/account?handler=Accept")).Status);
        Assert.Equal(
            HttpStatusCode.Redirect,
            (await browser.SendAsync(await browser.GetAsync("/account"), "/account", ("Organisation", trust.ToString()))).Status
        );

        var me = await MeAsync(await app.ClientAsync(martin));
        Assert.Equal([Roles.Approver], me["roles"]!.AsArray().Select(r => r!.GetValue<string>()));
        Assert.Equal("Martin Cole", me["name"]!.GetValue<string>());
        // He is told once, by inbox and mail.
        await app.SettledAsync();
        await using var told = app.Database.CreateCommand(
            """
            select (select count(*) from notifications.inbox where person = $1 and kind = 'membership-invited')
            + (select count(*) from wolverine.wolverine_incoming_envelopes where message_type = 'notify_invited' and status <> 'Handled')
            """
        );
        told.Parameters.Add(new Npgsql.NpgsqlParameter<Guid> { TypedValue = martin });
        Assert.Equal(1L, await told.ExecuteScalarAsync());
    }

    [Fact]
    public async Task of_two_administrators_who_send_each_other_away_at_once_one_stays()
    {
        var trust = await app.OrganisationAsync("Icknield Vale Hospitals", OrganisationKind.Buyer);
        var priya = await app.PersonAsync("Priya Nair", trust, Roles.OrganisationAdministrator);
        var helen = await app.PersonAsync("Helen Moss", trust, Roles.OrganisationAdministrator);
        using var first = Task.Run(() => EndAsync(priya, helen));
        using var second = Task.Run(() => EndAsync(helen, priya));
        await Task.WhenAll(first, second);
        await using var left = app.Database.CreateCommand("select count(*) from views.membership_1 where organisation = $1 and active");
        left.Parameters.Add(new Npgsql.NpgsqlParameter<Guid> { TypedValue = trust });
        Assert.Equal(1L, await left.ExecuteScalarAsync());

        async Task EndAsync(TestPerson by, TestPerson whom)
        {
            using var answer = await by.Http.SendCommandAsync(
                HttpMethod.Post,
                $"/api/v1/organisations/{trust}/memberships/{whom.Id}/end",
                new { reason = "quarrel" }
            );
        }
    }

    [Fact]
    public async Task a_delegated_duty_counts_until_it_is_revoked_and_says_so_in_the_log()
    {
        var trust = await app.OrganisationAsync("Icknield Vale Hospitals", OrganisationKind.Buyer);
        var priya = await app.PersonAsync("Priya Nair", trust, Roles.Author);
        var tom = await app.PersonAsync("Tom Bewley", trust, Roles.Evaluator);
        var given = await priya.Http.DoAsync(
            $"/api/v1/organisations/{trust}/delegations",
            new
            {
                to = tom.Id,
                duty = Roles.Author,
                until = DateTimeOffset.UtcNow.AddDays(3),
            }
        );
        Assert.Equal([Roles.Author, Roles.Evaluator], (await MeAsync(tom.Http))["roles"]!.AsArray().Select(r => r!.GetValue<string>()));
        // What one stands in for cannot be handed on.
        await tom.Http.RefusedAsync(
            $"/api/v1/organisations/{trust}/delegations",
            new
            {
                to = priya.Id,
                duty = Roles.Author,
                until = DateTimeOffset.UtcNow.AddDays(3),
            },
            "duty-not-own"
        );
        await tom.Http.DoAsync($"/api/v1/organisations/{trust}/delegations/{given["id"]}/revoke", new { reason = "back from leave" });
        Assert.Equal([Roles.Evaluator], (await MeAsync(tom.Http))["roles"]!.AsArray().Select(r => r!.GetValue<string>()));
        var facts = await app.Store.ReadStreamAsync(Delegations.Of(trust));
        Assert.Contains("delegation:", $"{facts[^1].Headers!["authority"]}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task nobody_acts_for_a_suspended_organisation_until_it_is_reinstated()
    {
        var platform = await app.OrganisationAsync("The marketplace", OrganisationKind.Platform);
        var administrator = await app.PersonAsync("Ada Quill", platform, Roles.Administrator);
        var trust = await app.OrganisationAsync("Icknield Vale Hospitals", OrganisationKind.Buyer);
        var priya = await app.PersonAsync("Priya Nair", trust, Roles.Author, Roles.OrganisationAdministrator);
        await priya.Http.RefusedWithAsync($"/api/v1/organisations/{trust}/suspend", new { reason = "no" }, HttpStatusCode.Forbidden);
        await administrator.Http.DoAsync($"/api/v1/organisations/{trust}/suspend", new { reason = "identity in doubt" });
        Assert.Empty((await MeAsync(priya.Http))["roles"]!.AsArray());
        Assert.Equal(
            "Suspended",
            (await priya.Http.GetFromJsonAsync<JsonObject>($"/api/v1/organisations/{trust}"))!["status"]!.GetValue<string>()
        );
        await administrator.Http.DoAsync($"/api/v1/organisations/{trust}/reinstate", new { reason = "identity proven" });
        Assert.Contains(Roles.Author, (await MeAsync(priya.Http))["roles"]!.AsArray().Select(r => r!.GetValue<string>()));
    }

    [Fact]
    public async Task an_enterprise_mandates_its_adviser_who_sees_it_until_it_is_revoked()
    {
        var grounds = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        var ise = await app.OrganisationAsync("iSE", OrganisationKind.Support);
        var amina = await app.PersonAsync("Amina Yusuf", grounds, Roles.Signatory);
        var adviser = await app.PersonAsync("Kath Doyle", ise, Roles.Adviser);
        var given = await amina.Http.DoAsync(
            $"/api/v1/organisations/{grounds}/mandates",
            new
            {
                adviser = adviser.Id,
                supportOrganisationId = ise,
                power = "See",
            }
        );
        Assert.Equal(
            grounds.ToString(),
            Assert.Single((await MeAsync(adviser.Http))["mandates"]!.AsArray())!["organisationId"]!.GetValue<string>()
        );
        await adviser.Http.RefusedWithAsync(
            $"/api/v1/organisations/{grounds}/mandates/{given["id"]}/revoke",
            new { reason = "no" },
            HttpStatusCode.Forbidden
        );
        await amina.Http.DoAsync($"/api/v1/organisations/{grounds}/mandates/{given["id"]}/revoke", new { reason = "the bid is in" });
        Assert.Empty((await MeAsync(adviser.Http))["mandates"]!.AsArray());
    }

    [Fact]
    public async Task an_erased_person_is_unreadable_everywhere_signed_out_and_may_come_back_as_somebody_new()
    {
        var trust = await app.OrganisationAsync("Icknield Vale Hospitals", OrganisationKind.Buyer);
        var priya = await app.PersonAsync("Priya Nair", trust, Roles.OrganisationAdministrator);
        var mail = $"helen.{trust:N}@example.org";
        var helen = Guid.CreateVersion7();
        await app.DoAsync(new RegisterPerson(helen, "Helen Moss", mail));
        await app.DoAsync(new GrantMembership(trust, helen, [Roles.Evaluator]));
        using var browser = new Browsing(app);
        const string link = "/sign-in/link";
        var key = await app.Services.GetRequiredService<SignInLinks>().MakeAsync(helen);
        await browser.SendAsync(await browser.GetAsync(link), link, ("Key", key));
        Assert.Contains("Helen Moss", (await browser.GetAsync("/account")).Html, StringComparison.Ordinal);

        await priya.Http.RefusedWithAsync(
            $"/api/v1/people/{helen}/erase",
            new { reason = ErasureReasons.AskedByThePerson },
            HttpStatusCode.NotFound
        );
        await (await app.ClientAsync(helen, trust)).DoAsync(
            $"/api/v1/people/{helen}/erase",
            new { reason = ErasureReasons.AskedByThePerson }
        );
        await OutboxAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/account")).Status);
        var registered = (PersonRegistered)(await app.Store.ReadStreamAsync(helen))[0].Data;
        Assert.Equal(Protected.Erased, await app.Services.GetRequiredService<Vault>().RevealAsync(registered.Name));
        await app.DoAsync(new RegisterPerson(Guid.CreateVersion7(), "Helen Moss", mail));
    }

    // The node's own outbox works beside this; either may be the one that does it.
    private async Task OutboxAsync()
    {
        await using var waiting = app.Database.CreateCommand(
            """
            select count(*) from wolverine.wolverine_incoming_envelopes where message_type = 'destroy_person_key' and status <> 'Handled'
            """
        );
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await waiting.ExecuteScalarAsync(deadline.Token) is not 0L)
            await Task.Yield();
    }

    private static async Task<JsonObject> MeAsync(HttpClient http) => (await http.GetFromJsonAsync<JsonObject>("/api/v1/me"))!;
}
