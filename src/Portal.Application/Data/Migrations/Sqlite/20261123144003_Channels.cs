using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FundPortal.Application.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Channels : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "IsProvisional",
                table: "Transactions",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "HeldAt",
                table: "Payments",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "HeldBy",
                table: "Payments",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "HoldReason",
                table: "Payments",
                type: "TEXT",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ReissueOf",
                table: "Payments",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "SendAt",
                table: "Payments",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ChannelId",
                table: "ImportFiles",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Channels",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PublicId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Settings = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Credentials = table.Column<byte[]>(type: "BLOB", maxLength: 16000, nullable: true),
                    ReadEverySeconds = table.Column<int>(type: "INTEGER", nullable: false),
                    SendFrom = table.Column<TimeOnly>(type: "TEXT", nullable: false),
                    SendUntil = table.Column<TimeOnly>(type: "TEXT", nullable: false),
                    SendsOnWorkingDaysOnly = table.Column<bool>(type: "INTEGER", nullable: false),
                    NotFoundAfterSeconds = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Channels", x => x.Id);
                    table.CheckConstraint("CK_Channels_Address_Length", "length(\"Address\") <= 500");
                    table.CheckConstraint("CK_Channels_Credentials_Length", "length(\"Credentials\") <= 16000");
                    table.CheckConstraint("CK_Channels_Name_Length", "length(\"Name\") <= 100");
                    table.CheckConstraint("CK_Channels_Settings_Length", "length(\"Settings\") <= 4000");
                });

            migrationBuilder.CreateTable(
                name: "DatabaseIdentity",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Value = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DatabaseIdentity", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ChannelAccounts",
                columns: table => new
                {
                    ChannelId = table.Column<int>(type: "INTEGER", nullable: false),
                    AccountId = table.Column<int>(type: "INTEGER", nullable: false),
                    RemoteId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    IsForPayments = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChannelAccounts", x => new { x.ChannelId, x.AccountId });
                    table.CheckConstraint("CK_ChannelAccounts_RemoteId_Length", "length(\"RemoteId\") <= 64");
                    table.ForeignKey(
                        name: "FK_ChannelAccounts_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ChannelAccounts_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ChannelCursors",
                columns: table => new
                {
                    ChannelId = table.Column<int>(type: "INTEGER", nullable: false),
                    AccountId = table.Column<int>(type: "INTEGER", nullable: false),
                    FirstDay = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Cursor = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    FinalUntil = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ReadAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChannelCursors", x => new { x.ChannelId, x.AccountId });
                    table.CheckConstraint("CK_ChannelCursors_Cursor_Length", "length(\"Cursor\") <= 2000");
                    table.ForeignKey(
                        name: "FK_ChannelCursors_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ChannelCursors_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ChannelHealth",
                columns: table => new
                {
                    ChannelId = table.Column<int>(type: "INTEGER", nullable: false),
                    LastTriedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LastGoodAt = table.Column<long>(type: "INTEGER", nullable: true),
                    FailuresInARow = table.Column<int>(type: "INTEGER", nullable: false),
                    Calls = table.Column<long>(type: "INTEGER", nullable: false),
                    Failures = table.Column<long>(type: "INTEGER", nullable: false),
                    LastCode = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    LastText = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    CertificateEndsAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChannelHealth", x => x.ChannelId);
                    table.CheckConstraint("CK_ChannelHealth_LastCode_Length", "length(\"LastCode\") <= 64");
                    table.CheckConstraint("CK_ChannelHealth_LastText_Length", "length(\"LastText\") <= 400");
                    table.ForeignKey(
                        name: "FK_ChannelHealth_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ChannelIncidents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ChannelId = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    FirstAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Count = table.Column<int>(type: "INTEGER", nullable: false),
                    Payment = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChannelIncidents", x => x.Id);
                    table.CheckConstraint("CK_ChannelIncidents_Code_Length", "length(\"Code\") <= 64");
                    table.CheckConstraint("CK_ChannelIncidents_Kind_Length", "length(\"Kind\") <= 32");
                    table.CheckConstraint("CK_ChannelIncidents_Text_Length", "length(\"Text\") <= 400");
                    table.ForeignKey(
                        name: "FK_ChannelIncidents_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ChannelTrials",
                columns: table => new
                {
                    ChannelId = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Settings = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    IsGood = table.Column<bool>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChannelTrials", x => new { x.ChannelId, x.Kind });
                    table.CheckConstraint("CK_ChannelTrials_Settings_Length", "length(\"Settings\") <= 64");
                    table.CheckConstraint("CK_ChannelTrials_Text_Length", "length(\"Text\") <= 400");
                    table.ForeignKey(
                        name: "FK_ChannelTrials_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DayDifferences",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ChannelId = table.Column<int>(type: "INTEGER", nullable: false),
                    AccountId = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Change = table.Column<int>(type: "INTEGER", nullable: false),
                    Before = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    After = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DayDifferences", x => x.Id);
                    table.CheckConstraint("CK_DayDifferences_After_Length", "length(\"After\") <= 2000");
                    table.CheckConstraint("CK_DayDifferences_Before_Length", "length(\"Before\") <= 2000");
                    table.ForeignKey(
                        name: "FK_DayDifferences_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DayDifferences_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DayProofs",
                columns: table => new
                {
                    ChannelId = table.Column<int>(type: "INTEGER", nullable: false),
                    AccountId = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ClosingMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    OursMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    Entries = table.Column<int>(type: "INTEGER", nullable: false),
                    Confirmed = table.Column<int>(type: "INTEGER", nullable: false),
                    Replaced = table.Column<int>(type: "INTEGER", nullable: false),
                    Added = table.Column<int>(type: "INTEGER", nullable: false),
                    Removed = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DayProofs", x => new { x.AccountId, x.Day, x.ChannelId });
                    table.ForeignKey(
                        name: "FK_DayProofs_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DayProofs_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DoubtfulEntries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ChannelId = table.Column<int>(type: "INTEGER", nullable: false),
                    AccountId = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    DuplicateKey = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 32, nullable: false),
                    TransactionId = table.Column<long>(type: "INTEGER", nullable: false),
                    Row = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DoubtfulEntries", x => x.Id);
                    table.CheckConstraint("CK_DoubtfulEntries_DuplicateKey_Length", "length(\"DuplicateKey\") <= 32");
                    table.CheckConstraint("CK_DoubtfulEntries_Row_Length", "length(\"Row\") <= 2000");
                    table.ForeignKey(
                        name: "FK_DoubtfulEntries_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DoubtfulEntries_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PaymentInstructions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PaymentId = table.Column<long>(type: "INTEGER", nullable: false),
                    LineNumber = table.Column<int>(type: "INTEGER", nullable: false),
                    ChannelId = table.Column<int>(type: "INTEGER", nullable: false),
                    AccountId = table.Column<int>(type: "INTEGER", nullable: false),
                    EndToEndId = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    IsOwnBank = table.Column<bool>(type: "INTEGER", nullable: false),
                    CurrencyCode = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    Purpose = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    StateSince = table.Column<long>(type: "INTEGER", nullable: false),
                    NextAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Sends = table.Column<int>(type: "INTEGER", nullable: false),
                    Fence = table.Column<long>(type: "INTEGER", nullable: false),
                    LeasedUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    FirstSentAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LastSentAt = table.Column<long>(type: "INTEGER", nullable: true),
                    WasAccepted = table.Column<bool>(type: "INTEGER", nullable: false),
                    NotFounds = table.Column<int>(type: "INTEGER", nullable: false),
                    Tries = table.Column<int>(type: "INTEGER", nullable: false),
                    BankReference = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    BankCode = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    BankText = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    SettledOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ReturnedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    TransactionId = table.Column<long>(type: "INTEGER", nullable: true),
                    ReturnTransactionId = table.Column<long>(type: "INTEGER", nullable: true),
                    AlarmedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    To_AccountName = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    To_AccountNumber = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    To_BankCode = table.Column<string>(type: "TEXT", maxLength: 12, nullable: true),
                    To_BankName = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    To_Country = table.Column<string>(type: "TEXT", maxLength: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentInstructions", x => x.Id);
                    table.CheckConstraint("CK_PaymentInstructions_BankCode_Length", "length(\"BankCode\") <= 64");
                    table.CheckConstraint("CK_PaymentInstructions_BankReference_Length", "length(\"BankReference\") <= 64");
                    table.CheckConstraint("CK_PaymentInstructions_BankText_Length", "length(\"BankText\") <= 400");
                    table.CheckConstraint("CK_PaymentInstructions_CurrencyCode_Length", "length(\"CurrencyCode\") <= 3");
                    table.CheckConstraint("CK_PaymentInstructions_EndToEndId_Length", "length(\"EndToEndId\") <= 28");
                    table.CheckConstraint("CK_PaymentInstructions_Purpose_Length", "length(\"Purpose\") <= 140");
                    table.ForeignKey(
                        name: "FK_PaymentInstructions_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentInstructions_Payments_PaymentId",
                        column: x => x.PaymentId,
                        principalTable: "Payments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReadingTurns",
                columns: table => new
                {
                    ChannelId = table.Column<int>(type: "INTEGER", nullable: false),
                    NextAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LeaseUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    Fence = table.Column<long>(type: "INTEGER", nullable: false),
                    LastWholeAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReadingTurns", x => x.ChannelId);
                    table.ForeignKey(
                        name: "FK_ReadingTurns_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SendingArmings",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PublicId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ChannelId = table.Column<int>(type: "INTEGER", nullable: false),
                    Fingerprint = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Host = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AskedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ConfirmedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    ConfirmedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EndedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EndReason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SendingArmings", x => x.Id);
                    table.CheckConstraint("CK_SendingArmings_EndReason_Length", "length(\"EndReason\") <= 200");
                    table.CheckConstraint("CK_SendingArmings_Fingerprint_Length", "length(\"Fingerprint\") <= 64");
                    table.CheckConstraint("CK_SendingArmings_Host_Length", "length(\"Host\") <= 200");
                    table.ForeignKey(
                        name: "FK_SendingArmings_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "BankMessages",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    InstructionId = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Call = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Request = table.Column<string>(type: "TEXT", maxLength: 16000, nullable: false),
                    Response = table.Column<string>(type: "TEXT", maxLength: 16000, nullable: true),
                    Milliseconds = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BankMessages", x => x.Id);
                    table.CheckConstraint("CK_BankMessages_Call_Length", "length(\"Call\") <= 64");
                    table.CheckConstraint("CK_BankMessages_Outcome_Length", "length(\"Outcome\") <= 40");
                    table.CheckConstraint("CK_BankMessages_Request_Length", "length(\"Request\") <= 16000");
                    table.CheckConstraint("CK_BankMessages_Response_Length", "length(\"Response\") <= 16000");
                    table.ForeignKey(
                        name: "FK_BankMessages_PaymentInstructions_InstructionId",
                        column: x => x.InstructionId,
                        principalTable: "PaymentInstructions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PaymentCorrections",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PublicId = table.Column<Guid>(type: "TEXT", nullable: false),
                    InstructionId = table.Column<long>(type: "INTEGER", nullable: false),
                    Becomes = table.Column<int>(type: "INTEGER", nullable: false),
                    Evidence = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    AskedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    DecidedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DecisionNote = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentCorrections", x => x.Id);
                    table.CheckConstraint("CK_PaymentCorrections_DecisionNote_Length", "length(\"DecisionNote\") <= 500");
                    table.CheckConstraint("CK_PaymentCorrections_Evidence_Length", "length(\"Evidence\") <= 500");
                    table.ForeignKey(
                        name: "FK_PaymentCorrections_PaymentInstructions_InstructionId",
                        column: x => x.InstructionId,
                        principalTable: "PaymentInstructions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_State_SendAt",
                table: "Payments",
                columns: new[] { "State", "SendAt" });

            migrationBuilder.AddCheckConstraint(
                name: "CK_Payments_HoldReason_Length",
                table: "Payments",
                sql: "length(\"HoldReason\") <= 500");

            migrationBuilder.CreateIndex(
                name: "IX_ImportFiles_ChannelId",
                table: "ImportFiles",
                column: "ChannelId");

            migrationBuilder.CreateIndex(
                name: "IX_BankMessages_InstructionId_Id",
                table: "BankMessages",
                columns: new[] { "InstructionId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ChannelAccounts_AccountId",
                table: "ChannelAccounts",
                column: "AccountId",
                unique: true,
                filter: "\"IsForPayments\" = 1");

            migrationBuilder.CreateIndex(
                name: "IX_ChannelCursors_AccountId",
                table: "ChannelCursors",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_ChannelIncidents_ChannelId_LastAt",
                table: "ChannelIncidents",
                columns: new[] { "ChannelId", "LastAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Channels_Name",
                table: "Channels",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Channels_PublicId",
                table: "Channels",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DayDifferences_AccountId_Day",
                table: "DayDifferences",
                columns: new[] { "AccountId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_DayDifferences_ChannelId",
                table: "DayDifferences",
                column: "ChannelId");

            migrationBuilder.CreateIndex(
                name: "IX_DayProofs_ChannelId",
                table: "DayProofs",
                column: "ChannelId");

            migrationBuilder.CreateIndex(
                name: "IX_DayProofs_Day",
                table: "DayProofs",
                column: "Day");

            migrationBuilder.CreateIndex(
                name: "IX_DoubtfulEntries_AccountId_Day",
                table: "DoubtfulEntries",
                columns: new[] { "AccountId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_DoubtfulEntries_AccountId_DuplicateKey",
                table: "DoubtfulEntries",
                columns: new[] { "AccountId", "DuplicateKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DoubtfulEntries_ChannelId",
                table: "DoubtfulEntries",
                column: "ChannelId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentCorrections_InstructionId",
                table: "PaymentCorrections",
                column: "InstructionId",
                unique: true,
                filter: "\"State\" = 1");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentCorrections_PublicId",
                table: "PaymentCorrections",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentInstructions_AccountId_State_SettledOn",
                table: "PaymentInstructions",
                columns: new[] { "AccountId", "State", "SettledOn" });

            migrationBuilder.CreateIndex(
                name: "IX_PaymentInstructions_ChannelId",
                table: "PaymentInstructions",
                column: "ChannelId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentInstructions_EndToEndId",
                table: "PaymentInstructions",
                column: "EndToEndId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentInstructions_PaymentId_LineNumber",
                table: "PaymentInstructions",
                columns: new[] { "PaymentId", "LineNumber" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentInstructions_State_NextAt",
                table: "PaymentInstructions",
                columns: new[] { "State", "NextAt" });

            migrationBuilder.CreateIndex(
                name: "IX_SendingArmings_ChannelId_Fingerprint",
                table: "SendingArmings",
                columns: new[] { "ChannelId", "Fingerprint" });

            migrationBuilder.CreateIndex(
                name: "IX_SendingArmings_PublicId",
                table: "SendingArmings",
                column: "PublicId",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "FK_ImportFiles_Channels_ChannelId",
                table: "ImportFiles",
                column: "ChannelId",
                principalTable: "Channels",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_ImportFiles_Channels_ChannelId",
                table: "ImportFiles");

            migrationBuilder.DropTable(
                name: "BankMessages");

            migrationBuilder.DropTable(
                name: "ChannelAccounts");

            migrationBuilder.DropTable(
                name: "ChannelCursors");

            migrationBuilder.DropTable(
                name: "ChannelHealth");

            migrationBuilder.DropTable(
                name: "ChannelIncidents");

            migrationBuilder.DropTable(
                name: "ChannelTrials");

            migrationBuilder.DropTable(
                name: "DatabaseIdentity");

            migrationBuilder.DropTable(
                name: "DayDifferences");

            migrationBuilder.DropTable(
                name: "DayProofs");

            migrationBuilder.DropTable(
                name: "DoubtfulEntries");

            migrationBuilder.DropTable(
                name: "PaymentCorrections");

            migrationBuilder.DropTable(
                name: "ReadingTurns");

            migrationBuilder.DropTable(
                name: "SendingArmings");

            migrationBuilder.DropTable(
                name: "PaymentInstructions");

            migrationBuilder.DropTable(
                name: "Channels");

            migrationBuilder.DropIndex(
                name: "IX_Payments_State_SendAt",
                table: "Payments");

            migrationBuilder.DropCheckConstraint(
                name: "CK_Payments_HoldReason_Length",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_ImportFiles_ChannelId",
                table: "ImportFiles");

            migrationBuilder.DropColumn(
                name: "IsProvisional",
                table: "Transactions");

            migrationBuilder.DropColumn(
                name: "HeldAt",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "HeldBy",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "HoldReason",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "ReissueOf",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "SendAt",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "ChannelId",
                table: "ImportFiles");
        }
    }
}
