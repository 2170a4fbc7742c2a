using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Notifications;

public sealed class NotificationsModule : Module
{
    public override IEnumerable<Reaction> Reactions =>
        [
            new TellThoseConcerned(),
            new TellTheInvited(),
            new TellOfFactor(),
            new MailCountersignLinks(),
            new WarnOfDeadlines(),
            new WarnOfExpiry(),
            new RemindOfCommitments(),
            new RemindOfReviews(),
            new WarnOfSigners(),
            new ForgetTheErased(),
            new SettleMessages(),
        ];

    public override void Services(IServiceCollection services, Settings settings)
    {
        services.AddSingleton<Inbox>().AddSingleton<MailLetters>().AddSingleton<Post>().AddSingleton(Inbox.Kept);
        foreach (var letter in MailLetters.All)
            services.AddSingleton(letter);
        if (settings.Works)
            services.AddHostedService<MorningMails>();
    }

    public override void Routes(IEndpointRouteBuilder routes)
    {
        Inbox.Map(routes);
        OpenMessage.Map(routes);
        ChooseMailsHandler.Map(routes);
    }
}
