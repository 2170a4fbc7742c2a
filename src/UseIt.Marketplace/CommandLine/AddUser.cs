using System.CommandLine;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.CommandLine;

/// <summary>Makes an administrator of the platform: the first one of a real installation has nobody to be invited by.</summary>
public static class AddUser
{
    internal static readonly Guid Platform = UuidV5.Of(UuidV5.Url, "urn:useit:platform");

    public static Command Verb()
    {
        var mail = new Option<string>("--administrator")
        {
            Description = "The mail address of the platform's administrator",
            Required = true,
        };
        var name = new Option<string>("--name") { Description = "The person's name", DefaultValueFactory = _ => "Administrator" };
        var add = new Command(
            "add",
            "Make somebody an administrator of the platform; again gives a new sign-in link. "
                + "The link leads to Site__Address, else to the server that runs on the data folder"
        )
        {
            mail,
            name,
        };
        add.SetAction(
            async (parsed, cancel) =>
            {
                await using var installation = await Installation.OpenAsync(parsed.GetValue(Verbs.Data), cancel: cancel);
                await using var services = await installation.StartAsync(cancel: cancel);
                var person = await AdministratorAsync(services, parsed.GetValue(mail)!, parsed.GetValue(name)!, cancel);
                if (installation.Settings.IdentityProvider is { } provider)
                    Console.WriteLine(
                        $"Done. The administrator signs in at {installation.Address}/sign-in with the account of {provider.Authority} that has this mail address."
                    );
                else
                    Console.WriteLine(
                        $"Done. Open this link within {SignInLinks.Hours} hours; it signs in once:\n{installation.Address}/sign-in/link#{await services.GetRequiredService<SignInLinks>().MakeAsync(person, cancel)}"
                    );
                return 0;
            }
        );
        return new Command("user", "People of this installation") { add };
    }

    private static async Task<Guid> AdministratorAsync(IServiceProvider services, string mail, string name, CancellationToken cancel)
    {
        var person = await services.GetRequiredService<People>().ByMailAsync(mail, cancel) ?? Guid.CreateVersion7();
        await DoAsync(new RegisterOrganisation(Platform, "The marketplace's own administration", [OrganisationKind.Platform]));
        await DoAsync(new CheckOrganisationIdentity(Platform, IdentityCheck.ByAdministrator));
        await DoAsync(new RegisterPerson(person, name, mail));
        await DoAsync(new GrantMembership(Platform, person, [Roles.Administrator, Roles.OrganisationAdministrator]));
        return person;

        Task DoAsync(ICommand command) => Deciding.DoAsync(services, command, cancel);
    }
}
