using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Notifications;

public sealed class NotificationsModule : Module;
